using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class TranscriptionMachineTests
{
    private static readonly VoicemailPolicy Policy = new();
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationId Id = CorrelationId.Create(Now, new byte[CorrelationId.EntropyLength]);
    private static readonly SoundFacts Sound = new(TimeSpan.FromSeconds(7), "PCM");

    private static readonly Dictionary<string, TranscriptionInput> Inputs = new()
    {
        ["missing"] = new TranscriptionInput.RecordingMissing(),
        ["struck out"] = new TranscriptionInput.StruckOut(),
        ["rejected"] = new TranscriptionInput.Rejected("400", NoTranscriptReason.TooLong, Sound),
        ["silent"] = new TranscriptionInput.NoSpeech(Sound),
        ["heard"] = new TranscriptionInput.Heard(Words("a b", 0.9), Sound),
        ["mumbled"] = new TranscriptionInput.Heard(Words("a b", 0.59), Sound),
        ["threshold"] = new TranscriptionInput.Heard(Words("a b", 0.60), Sound),
        ["unsaid"] = new TranscriptionInput.Heard(Words("a b", null), Sound),
        ["half"] = new TranscriptionInput.Heard(Words("a b", 0.9) with { IsPartial = true }, Sound),
        ["blank"] = new TranscriptionInput.Heard(Words(" ", 0.9), Sound),
        ["away"] = new TranscriptionInput.Unavailable("503", null, Sound),
    };

    [Theory]
    [InlineData("missing", "NotTranscribed", "CouldNotBeTranscribed")]
    [InlineData("struck out", "NotTranscribed", "CouldNotBeTranscribed")]
    [InlineData("rejected", "NotTranscribed", "TooLong")]
    [InlineData("silent", "NoSpeech", null)]
    [InlineData("heard", "Transcribed", null)]
    [InlineData("mumbled", "LowConfidence", null)]
    [InlineData("threshold", "Transcribed", null)]
    [InlineData("unsaid", "Transcribed", null)]
    [InlineData("half", "Partial", null)]
    [InlineData("blank", "NoSpeech", null)]
    [InlineData("away", null, null)]
    public void Next_OnAnOpenRecording_HasItsWrittenAnswer(string input, string? status, string? reason)
    {
        var state = TranscriptionMachine.Next(Open(), Inputs[input], Policy, Now);
        Assert.Equal((status, reason), (state.Result?.Status.ToString(), state.Result?.Reason?.ToString()));
        Assert.Equal(status is null, state.NextAttemptAt is not null);
    }

    [Theory]
    [InlineData(RedactionLevel.All, false, "my PIN is [redacted] damn shit")]
    [InlineData(RedactionLevel.Off, true, "my PIN is 4567 damn s***")]
    [InlineData(RedactionLevel.Cards, false, "my PIN is 4567 damn shit")]
    public void Next_OnWordsThatAPolicyLeavesOut_DoesNotStoreThem(RedactionLevel level, bool masks, string stored)
    {
        var heard = new TranscriptionInput.Heard(Words("my PIN is 4567 damn shit", 0.9), Sound);
        var policy = Policy with { Redaction = level, MaskProfanity = masks };
        Assert.Equal(stored, TranscriptionMachine.Next(Open(), heard, policy, Now).Result!.Transcript!.Text);
    }

    [Fact]
    public void Next_OnAnEndResult_ChangesNothing()
    {
        var done = TranscriptionMachine.Next(Open(), Inputs["silent"], Policy, Now);
        Assert.All(Inputs.Values, input => Assert.Same(done, TranscriptionMachine.Next(done, input, Policy, Now)));
    }

    [Theory]
    [InlineData("heard", "a b", null)]
    [InlineData("mumbled", "a b", null)]
    [InlineData("silent", "old words", "No speech was heard this time.")]
    [InlineData("rejected", "old words", "400")]
    [InlineData("struck out", "old words", "The service died or hung over this recording, again and again.")]
    public void Again_WhateverItBrings_NeverCostsTheWordsThereWere(string input, string words, string? error)
    {
        var before = TranscriptionMachine.Next(
            Open(), new TranscriptionInput.Heard(Words("old words", 0.9), Sound), Policy, Now);
        var later = Now.AddDays(20);
        var again = TranscriptionMachine.Again(before, "google", "de-DE", later);
        Assert.Equal(("google", "de-DE", false, later), (again.Engine, again.Language, again.IsDone,
            TranscriptionMachine.DueAt(again, Policy)));
        Assert.Same(again, TranscriptionMachine.Again(again, "google", "de-DE", later));
        Assert.Same(before.Result, again.Result);
        var after = TranscriptionMachine.Next(again, Inputs[input], Policy, later);
        Assert.Equal((words, error, true), (after.Result!.Transcript!.Text, after.LastError, after.IsDone));
    }

    [Fact]
    public void Again_WithEnginesAway_IsTriedForItsOwnDay()
    {
        var before = TranscriptionMachine.Next(Open(), Inputs["silent"], Policy, Now);
        var later = Now.AddDays(20);
        var again = TranscriptionMachine.Again(before, null, "de-DE", later);
        again = TranscriptionMachine.Next(again, Inputs["away"], Policy, later);
        Assert.False(again.IsDone);
        Assert.NotSame(again, TranscriptionMachine.Again(again, null, "de-DE", later)); // does not wait any more
        again = TranscriptionMachine.Next(again, Inputs["away"], Policy, later + Policy.TranscribeFor);
        Assert.Equal((true, TranscriptStatus.NotTranscribed), (again.IsDone, again.Result!.Status));
    }

    [Fact]
    public void Inputs_OfTheTable_AreAllThereAre() => Assert.Equal(
        typeof(TranscriptionInput).GetNestedTypes().Select(type => type.Name).Order(),
        Inputs.Values.Select(input => input.GetType().Name).Distinct().Order());

    [Fact]
    public void Unavailable_ForADay_IsGivenUp()
    {
        var state = Open();
        var now = Now;
        for (; state.NextAttemptAt is { } next; now = next)
            state = TranscriptionMachine.Next(state, Inputs["away"], Policy, now = next);
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed, state.Result?.Reason);
        Assert.InRange(now - Now, Policy.TranscribeFor - TimeSpan.FromHours(1), Policy.TranscribeFor);
        Assert.InRange(state.Attempts, 280, 370);
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(0, 8)]
    [InlineData(int.MaxValue, 3600)]
    public void Unavailable_WithRetryAfter_IsHonouredWithinReason(int wish, int secondsAtLeast)
    {
        var input = new TranscriptionInput.Unavailable("429", TimeSpan.FromSeconds(wish), Sound);
        var state = TranscriptionMachine.Next(Open(), input, Policy, Now);
        Assert.InRange((state.NextAttemptAt!.Value - Now).TotalSeconds, secondsAtLeast, Math.Max(10, secondsAtLeast));
    }

    [Fact]
    public void Heard_EndlessWords_AreCutAndCalledPartial()
    {
        var policy = Policy with { TranscriptWordsMax = 3 };
        var state =
            TranscriptionMachine.Next(Open(), new TranscriptionInput.Heard(Words("a b c d", 0.9), Sound), policy, Now);
        Assert.Equal((TranscriptStatus.Partial, "a b c"), (state.Result!.Status, state.Result.Transcript!.Text));
    }

    [Theory]
    [InlineData(false, false, true, "SwitchedOff")]
    [InlineData(true, true, false, "MarkedPrivate")]
    [InlineData(true, true, true, null)]
    [InlineData(true, false, false, null)]
    public void Begin_ByPolicy_StartsOrSaysWhyNot(
        bool transcribe, bool isPrivate, bool transcribePrivate, string? reason)
    {
        var policy = Policy with { Transcribe = transcribe, TranscribePrivate = transcribePrivate };
        var state = TranscriptionMachine.Begin(Id, 1, isPrivate, policy, Now);
        Assert.Equal(reason, state.Result?.Reason?.ToString());
        Assert.Equal(isPrivate, state.OnPremiseOnly);
    }

    private static TranscriptionState Open() => TranscriptionMachine.Begin(Id, 1, false, Policy, Now);

    private static Transcript Words(string text, double? confidence) => new()
    {
        Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))], Language = "en-US", Engine =
            "fake", Confidence = confidence,
    };
}
