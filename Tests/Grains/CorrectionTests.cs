using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

public sealed class CorrectionTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Correct_ADeliveredMessage_KeepsTheOriginalBesideIt()
    {
        var id = await DeliverAsync();
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "Hello Ann", why: "a name"));
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        var made = Assert.Single(state.Corrections!);
        Assert.Equal((1, 1, "Hello Ann", "eva", "a name"), (made.Recording, made.Revision, made.Text, made.By, made.Why));
        var transcription = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Equal("hello there", transcription.Result!.Transcript!.Text);
        Assert.Equal("Hello Ann", state.Corrected(transcription).Result!.Transcript!.Text);
        var line = Assert.Single(state.History, line => line.Event == "corrected");
        Assert.Equal("eva corrected the transcript of recording 1: a name", line.Detail);
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, state.ClosedAs);
    }

    [Fact]
    public async Task Correct_AndMail_SendsItOnceMoreToEverybodyWhoHasIt()
    {
        var id = await DeliverAsync("anna@example.com", "ben@example.com");
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "Hello Ann", isMailed: true));
        Assert.Equal(DeskResult.AlreadyUnderWay, await CorrectAsync(id, "Hello Ann", isMailed: true)); // double click
        await fixture.RunDueAsync();
        Assert.Equal(4, fixture.Smarthost.Taken.Count);
        Assert.All(fixture.Smarthost.Taken.Skip(2), taken => Assert.StartsWith("Resent: ", taken.Text));
        var state = await fixture.ReadAsync(id);
        Assert.Equal((1, CloseReason.Delivered), (state.Resends, state.ClosedAs!.Value));
    }

    /// <summary>Nobody shall get the old words after somebody put them right and asked for the mail.</summary>
    [Fact]
    public async Task Correct_AndMailWhileAnAttemptIsUnderWay_RefusesItsDot()
    {
        var id = await fixture.ReceiveAsync();
        var delivered = fixture.Smarthost.Answer;
        fixture.Smarthost.Answer = to =>
            new RecipientOutcome(to, DeliveryState.Deferred, new DeliveryReply(451, null, "busy", "smarthost:25"));
        await fixture.RunDueAsync();
        fixture.Smarthost.Answer = delivered;
        fixture.Smarthost.BeforeDot = async () =>
        {
            fixture.Smarthost.BeforeDot = null;
            Assert.Equal(DeskResult.Done, await CorrectAsync(id, "Hello Ann", isMailed: true));
        };
        await fixture.RunForAsync(TimeSpan.FromMinutes(2));
        Assert.StartsWith("Resent: ", Assert.Single(fixture.Smarthost.Taken).Text);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Correct_AndMailBeforeTheFirstAttemptIsKnown_IsNotNow()
    {
        var id = await fixture.ReceiveAsync();
        var answer = DeskResult.Done;
        fixture.Smarthost.BeforeDot = async () => answer = await CorrectAsync(id, "Hello Ann", isMailed: true);
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.NotNow, answer);
        Assert.Null((await fixture.ReadAsync(id)).Corrections);
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Correct_WhatSomebodyElseCorrectedMeanwhile_IsOvertaken()
    {
        var id = await DeliverAsync();
        await CorrectAsync(id, "Hello Ann");
        Assert.Equal(DeskResult.Overtaken, await CorrectAsync(id, "Hello Anna"));
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "Hello Anna", seen: 1));
        Assert.Equal("Hello Anna", (await fixture.ReadAsync(id)).CorrectionOf(1)!.Text);
    }

    /// <summary>The new transcript would be buried under words that were typed against the old one.</summary>
    [Fact]
    public async Task Correct_WhatWasTranscribedAgainMeanwhile_IsOvertaken()
    {
        var id = await DeliverAsync();
        var first = (await fixture.ReadTranscriptionAsync(id, 1)).Result!.At;
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        await fixture.Desk.ActAsync(id, new VoicemailAction.Transcribe(null, null), "eva", default);
        await fixture.RunDueAsync();
        var second = (await fixture.ReadTranscriptionAsync(id, 1)).Result!.At;
        Assert.NotEqual(first, second);
        var typed = new VoicemailInput.CorrectionMade(1, 0, "Hello Ann", "eva", null, IsMailed: false);
        Assert.Equal(DeskResult.Overtaken, await fixture.Desk.CorrectAsync(id, typed with { Heard = first }, default));
        Assert.Null((await fixture.ReadAsync(id)).Corrections);
        Assert.Equal(DeskResult.Done, await fixture.Desk.CorrectAsync(id, typed with { Heard = second }, default));
    }

    [Fact]
    public async Task Correct_AgainAndAgain_KeepsTheNewestAndCountsOn()
    {
        var id = await DeliverAsync();
        for (var seen = 0; seen < 9; seen++)
            Assert.Equal(DeskResult.Done, await CorrectAsync(id, $"Hello {seen}", seen: seen));
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "", seen: 9));
        var state = await fixture.ReadAsync(id);
        Assert.Equal([6, 7, 8, 9, 10], state.Corrections!.Select(made => made.Revision));
        Assert.Equal((null, 10), (state.CorrectionOf(1), state.CorrectionCount()));
        var transcription = await fixture.ReadTranscriptionAsync(id, 1);
        Assert.Same(transcription, state.Corrected(transcription));
    }

    [Fact]
    public async Task Correct_BeforeThereIsAResult_IsNotNow()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        var id = await fixture.ReceiveAsync();
        Assert.Equal(DeskResult.NotNow, await CorrectAsync(id, "Hello"));
        await fixture.RunDueAsync();
        Assert.Equal(DeskResult.NotNow, await CorrectAsync(id, "Hello"));
        Assert.Equal(DeskResult.NotFound, await CorrectAsync(fixture.NewId(), "Hello"));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await CorrectAsync(id, new string('x', TranscriptCorrection.TextMax + 1)));
    }

    [Fact]
    public async Task Correct_ANotTranscribedRecording_GivesTheMailItsWords()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.NoSpeech("detector", TimeSpan.Zero);
        var id = await DeliverAsync();
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "Whispered words"));
        var result = (await fixture.ReadAsync(id)).Corrected(await fixture.ReadTranscriptionAsync(id, 1)).Result!;
        Assert.Equal((TranscriptStatus.Transcribed, "Whispered words"), (result.Status, result.Transcript!.Text));
    }

    [Fact]
    public async Task Correct_AName_BecomesAHintForLaterRecordings()
    {
        var id = await DeliverAsync();
        Assert.Empty(fixture.Engine.Requests[0].Hints);
        await CorrectAsync(id, "hello Lindqvist");
        await CorrectAsync(id, "hello Lindquist", seen: 1);
        await fixture.ReceiveAsync(messageId: "<2@pbx>");
        await fixture.RunDueAsync();
        Assert.Equal(["Lindquist", "Lindqvist"], fixture.Engine.Requests[^1].Hints);
    }

    [Theory]
    [InlineData("en-US"), InlineData("de-CH, en-GB")]
    public async Task Correct_WithASecretInIt_KeepsAndLearnsNothingOfIt(string languages)
    {
        fixture.Policies.Current = new VoicemailPolicies(new VoicemailPolicy { Language = languages });
        fixture.Engine.Answer = _ => FakeSpeechEngine.Heard("the pass word is Blue bird", 0.9);
        var id = await DeliverAsync();
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "The password is Bluebird.\nAsk for Lindqvist."));
        Assert.Equal(DeskResult.AlreadyUnderWay, await CorrectAsync(id, "The password is Bluebird.\nAsk for Lindqvist."));
        Assert.Equal("The password is [redacted].\nAsk for Lindqvist.", (await fixture.ReadAsync(id)).CorrectionOf(1)!.Text);
        await fixture.ReceiveAsync(messageId: "<2@pbx>");
        await fixture.RunDueAsync();
        Assert.DoesNotContain("bird", string.Join(' ', fixture.Engine.Requests[^1].Hints), StringComparison.Ordinal);
        Assert.DoesNotContain("redacted", string.Join(' ', fixture.Engine.Requests[^1].Hints), StringComparison.Ordinal);
        Assert.Contains("Lindqvist", string.Join(' ', fixture.Engine.Requests[^1].Hints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_OfLongAgo_AreForgotten()
    {
        var id = await DeliverAsync();
        await CorrectAsync(id, "hello Lindqvist");
        fixture.Clock.Advance(HintRules.Lifetime / 2);
        await fixture.RunDueAsync();
        await TeachAsync("Nowak");
        fixture.Clock.Advance(HintRules.Lifetime / 2);
        await fixture.RunDueAsync();
        Assert.Equal(["Nowak"], await HintsAsync());
        fixture.Clock.Advance(HintRules.Lifetime / 2);
        await fixture.RunDueAsync();
        Assert.Null(await fixture.Store.ReadAsync(GrainId.Hints, default));
    }

    [Fact]
    public async Task Hints_OfAPrivateMessage_AreNotLearnt()
    {
        var allowing = new GrainFixture(new VoicemailPolicy { TranscribePrivate = true });
        var id = await allowing.ReceiveAsync(isPrivate: true);
        await allowing.RunDueAsync();
        var made = new VoicemailInput.CorrectionMade(1, 0, "hello Lindqvist", "eva", null, IsMailed: false);
        Assert.Equal(DeskResult.Done, await allowing.Desk.CorrectAsync(id, made, default));
        Assert.Null(await allowing.Store.ReadAsync(GrainId.Hints, default));
    }

    [Fact]
    public async Task Hints_ThatCannotBeRead_StopNothing()
    {
        var put = new GrainWrite.Put(GrainId.Hints, 0, "{\"format\":99,\"hints\":[]}"u8.ToArray(), fixture.Now.AddDays(9));
        await fixture.Store.CommitAsync(new GrainCommit([put]), default);
        var id = await DeliverAsync();
        Assert.Equal(DeskResult.Done, await CorrectAsync(id, "hello Lindqvist"));
        Assert.Empty(fixture.Engine.Requests[0].Hints);
        Assert.Equal(1, (await fixture.Store.ReadAsync(GrainId.Hints, default))!.Version);
    }

    private async Task TeachAsync(string name)
    {
        var id = await fixture.ReceiveAsync(messageId: $"<{name}@pbx>");
        await fixture.RunDueAsync();
        await CorrectAsync(id, $"hello {name}");
    }

    [Fact]
    public async Task Hints_OfTheDirectory_ComeAfterThoseOfPeople_TheRecipientsOwnFirst()
    {
        await TeachAsync("Nowak");
        fixture.Directory.Current = DirectoryFile.Parse(
            "name,mailbox,email\nZed Other,,zed@elsewhere.example\nNOWAK,,x@example.com\nAnna Near,,near@Example.com\nBob Own,,BOB@example.com\n").Value!;
        await fixture.ReceiveAsync(["bob@example.com"]);
        await fixture.RunDueAsync();
        Assert.Equal(["Nowak", "Bob Own", "Anna Near", "Zed Other"], fixture.Engine.Requests[^1].Hints);
    }

    private async Task<IEnumerable<string>> HintsAsync() =>
        GrainJson.ReadHints((await fixture.Store.ReadAsync(GrainId.Hints, default))!.State)
            .Hints.Select(hint => hint.Phrase);

    private async Task<CorrelationId> DeliverAsync(params string[] recipients)
    {
        var id = await fixture.ReceiveAsync(recipients.Length == 0 ? null : recipients);
        await fixture.RunDueAsync();
        return id;
    }

    private async Task<DeskResult> CorrectAsync(
        CorrelationId id, string text, int seen = 0, bool isMailed = false, string? why = null) =>
        await fixture.Desk.CorrectAsync(
            id, new VoicemailInput.CorrectionMade(1, seen, text, "eva", why, isMailed), default);
}
