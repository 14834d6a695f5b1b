using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

/// <summary>What a message without grain becomes by what the spool knows of it.</summary>
public sealed class VoicemailRebuildTests
{
    private const string Anna = "anna@example.com";
    private const string Ben = "ben@example.com";

    private static readonly VoicemailPolicy Policy = new();
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = At.AddHours(6);
    private static readonly CorrelationId Id = CorrelationId.Create(At, new byte[CorrelationId.EntropyLength]);
    private static readonly DeliveryReply Ok = new(250, "2.0.0", "Ok", "smarthost:25");
    private static readonly MessageFacts Facts = new()
    {
        Kind = MessageKind.Voicemail, ContentHash = "00", MessageId = "<1@pbx>", Subject = "Voicemail",
        Recordings = [new RecordingFacts(1, null, "audio/wav", 4)],
    };

    private static readonly SpooledMessage Message =
        new(Id, At, new Envelope("pbx@example.com", [new EnvelopeRecipient(Anna), new EnvelopeRecipient(Ben)]), 100, null);

    [Fact]
    public void Unmarked_BeginsAnew()
    {
        var state = VoicemailRebuild.Next(Message, SpoolMarks.None, null, Policy, Now).State;
        Assert.Equal((VoicemailStage.Received, 0, At), (state.Stage, state.Deliveries.Count, state.ReceivedAt));
        Assert.IsType<VoicemailWork.ReadMessage>(VoicemailMachine.Decide(state, Policy, Now));
    }

    [Fact]
    public void AllMarked_IsClosedAsDeliveredWhenTheLastMarkCame_AndCopiesAreStillRecognised()
    {
        var marks = new SpoolMarks([Mark(Anna, 1), Mark(Ben, 3)], null);
        var step = VoicemailRebuild.Next(Message, marks, Facts, Policy, Now);
        Assert.Equal((CloseReason.Delivered, At.AddHours(3)), (step.State.ClosedAs, step.State.ClosedAt));
        Assert.Equal(At.AddHours(3) + Policy.Retention, VoicemailMachine.DueAt(step.State, Policy, Now));
        Assert.All(step.State.Deliveries, delivery => Assert.Equal(DeliveryState.Delivered, delivery.State));
        Assert.Equal("Voicemail", step.State.Facts?.Subject);
        var remember = Assert.IsType<VoicemailEffect.Remember>(Assert.Single(step.Effects));
        Assert.Equal((Id, At + Policy.DuplicateWindow), (remember.State.Id, remember.State.Until));
        Assert.Empty(VoicemailRebuild.Next(Message, marks, Facts, Policy, At.AddDays(3)).Effects);
    }

    /// <summary>What went out without can be transcribed and sent after it, though the store knows nothing of it.</summary>
    [Fact]
    public void Marked_WithWhatTheMailLacked_IsKnownToHaveGoneWithout()
    {
        var marks = new SpoolMarks(
            [Mark(Anna, 1) with { Lacks = [1, 2] }, Mark(Ben, 1) with { Lacks = [1] }, Mark(Ben, 2)], null);
        var state = VoicemailRebuild.Next(Message, marks, Facts, Policy, Now).State;
        Assert.Equal([1, 2], state.Deliveries[0].Lacks!);
        Assert.Null(state.Deliveries[1].Lacks);
        Assert.True(state.WentWithout());
    }

    [Fact]
    public void SomeMarked_OwesItToTheOthersOnly()
    {
        var marks = new SpoolMarks([Mark(Ben, 1)], null);
        var state = VoicemailRebuild.Next(Message, marks, Facts, Policy, Now).State;
        Assert.Equal(VoicemailStage.Received, state.Stage);
        var read = new VoicemailInput.MessageRead(Facts with { Kind = MessageKind.NoRecording }, marks.Delivered, Id.Derive("twin"));
        state = VoicemailMachine.Next(state, read, Policy, Now).State;
        var work = Assert.IsType<VoicemailWork.Relay>(VoicemailMachine.Decide(state, Policy, Now));
        Assert.Equal([Anna], work.Deliveries.Select(delivery => delivery.Recipient));
    }

    [Theory]
    [InlineData(CloseReason.Duplicate)]
    [InlineData(CloseReason.Parked)]
    [InlineData(CloseReason.Bounced)]
    public void ClosedOtherwise_StaysClosed(CloseReason reason)
    {
        var marks = new SpoolMarks([Mark(Ben, 1)], new ClosedMark(reason, At.AddHours(2), Id.Derive("twin"), Id.Derive("report-0")));
        var state = VoicemailRebuild.Next(Message, marks, Facts, Policy, Now).State;
        Assert.Equal((reason, At.AddHours(2)), (state.ClosedAs, state.ClosedAt));
        Assert.IsType<VoicemailWork.Sleep>(VoicemailMachine.Decide(state, Policy, Now));
        if (reason == CloseReason.Duplicate) Assert.Equal(Id.Derive("twin"), state.DuplicateOf);
        else Assert.Equal([DeliveryState.Refused, DeliveryState.Delivered], state.Deliveries.Select(delivery => delivery.State));
        // The helpdesk can still have it sent, and nobody is told twice about a refusal.
        var resent = VoicemailMachine.Next(state, new VoicemailInput.ResendAsked([Ben], "helpdesk"), Policy, Now).State;
        var offered = resent.Deliveries.Single(delivery => delivery.Recipient == Ben);
        var sent = new VoicemailInput.RelayFinished("x", [new RelayOutcome(Ben, DeliveryState.Delivered, Ok, offered)]);
        resent = VoicemailMachine.Next(resent, sent, Policy, Now).State;
        if (reason == CloseReason.Bounced) Assert.Equal(CloseReason.Bounced, resent.ClosedAs);
    }

    [Fact]
    public void ClosedOtherwiseButDeliveredSince_IsDelivered()
    {
        var marks = new SpoolMarks([Mark(Anna, 4, round: 1), Mark(Ben, 4, round: 1)], new ClosedMark(CloseReason.Parked, At));
        Assert.Equal(CloseReason.Delivered, VoicemailRebuild.Next(Message, marks, Facts, Policy, Now).State.ClosedAs);
    }

    [Fact]
    public void Report_IsRelayedAsTheReportItIs()
    {
        var report = Message with { Id = Id.Derive("report-0"), ReportOn = Id, Envelope = new Envelope("", [new EnvelopeRecipient(Anna)]) };
        var state = VoicemailRebuild.Next(report, SpoolMarks.None, null, Policy, Now).State;
        Assert.Equal(Id, state.ReportOn);
        var work = Assert.IsType<VoicemailWork.Relay>(VoicemailMachine.Decide(state, Policy, Now));
        Assert.Equal([Anna], work.Deliveries.Select(delivery => delivery.Recipient));
        var marked = VoicemailRebuild.Next(report, new SpoolMarks([Mark(Anna, 1)], null), null, Policy, Now).State;
        Assert.Equal(CloseReason.Delivered, marked.ClosedAs);
    }

    private static DeliveredMark Mark(string recipient, int hours, int round = 0) =>
        new("attempt", recipient, At.AddHours(hours), Ok, round);
}
