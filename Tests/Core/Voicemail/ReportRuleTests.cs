using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

/// <summary>What a sender is told, and when (RFC 3461).</summary>
public sealed class ReportRuleTests
{
    private const string Anna = "anna@example.com";

    private static readonly VoicemailPolicy Policy = VoicemailMachineTable.Policy;
    private static readonly DateTimeOffset Now = VoicemailMachineTable.Now;
    private static readonly DateTimeOffset Late = Now + Policy.DelayReportAfter;

    [Theory]
    [InlineData("SUCCESS", false, true)]
    [InlineData("success,failure", false, true)]
    [InlineData("SUCCESS", true, false)] // the smarthost tells
    [InlineData("SUCCESS", null, false)] // nobody knows
    [InlineData("FAILURE,DELAY", false, false)]
    [InlineData("NEVER", false, false)]
    [InlineData(null, false, false)]
    public void Delivered_WithNotify_IsReportedOnlyWhereTheSmarthostDoesNot(string? notify, bool? isDsnOffered, bool isReported)
    {
        var state = Finish(Relaying(notify), DeliveryState.Delivered, isDsnOffered, Now);
        Assert.Equal(isReported, VoicemailMachine.Decide(state, Policy, Now) is VoicemailWork.Report);
        if (isReported) state = Told(state, VoicemailMachine.ReportId(state, 0), Now);
        Assert.Equal(CloseReason.Delivered, state.ClosedAs);
        Assert.Equal(isReported ? VoicemailMachine.ReportId(state, 0) : null, state.ReportedBy);
    }

    [Fact]
    public void Delivered_ByAResend_IsNotReported()
    {
        var state = Told(Finish(Relaying("SUCCESS"), DeliveryState.Delivered, false, Now), VoicemailMachine.ReportId(Relaying(null), 0), Now);
        state = VoicemailMachine.Next(state, new VoicemailInput.ResendAsked(null, "eva"), Policy, Late).State;
        Assert.Equal(CloseReason.Delivered, Finish(state, DeliveryState.Delivered, false, Late).ClosedAs);
    }

    [Fact]
    public void Delivered_AndTheReportCannotBeWritten_IsDelivered()
    {
        var state = Finish(Relaying("SUCCESS"), DeliveryState.Delivered, false, Now);
        state = VoicemailMachine.Next(state, new VoicemailInput.ReportFailed("a defect"), Policy, Now).State;
        Assert.Equal((CloseReason.Delivered, (CorrelationId?)null), (state.ClosedAs!.Value, state.ReportedBy));
    }

    [Theory]
    [InlineData("DELAY", "pbx@example.com", true)]
    [InlineData("failure, delay", "pbx@example.com", true)]
    [InlineData("DELAY", "", false)]
    [InlineData("SUCCESS,FAILURE", "pbx@example.com", false)]
    [InlineData("NEVER", "pbx@example.com", false)]
    [InlineData(null, "pbx@example.com", false)]
    public void Deferred_ForFourHours_IsReportedOnceToWhoAskedForIt(string? notify, string reversePath, bool isReported)
    {
        var state = Relaying(notify);
        state = state with { Envelope = state.Envelope with { ReversePath = reversePath } };
        state = Finish(state, DeliveryState.Deferred, false, Late.AddSeconds(-30));
        Assert.IsType<VoicemailWork.Sleep>(VoicemailMachine.Decide(state, Policy, Late.AddTicks(-1)));
        Assert.Equal(isReported, VoicemailMachine.DueAt(state, Policy, Now) == Late);
        Assert.Equal(isReported, VoicemailMachine.Decide(state, Policy, Late) is VoicemailWork.Report);
        if (!isReported) return;

        state = Told(state, VoicemailMachine.DelayReportId(state), Late);
        Assert.Equal(VoicemailStage.Relaying, state.Stage);
        Assert.Equal("late", state.History[^1].Event);
        Assert.Null(state.ReportedBy);
        Assert.IsType<VoicemailWork.Sleep>(VoicemailMachine.Decide(state, Policy, Late));
    }

    [Fact]
    public void Deferred_AndDueAtTheSameMoment_IsTriedBeforeItIsReported()
    {
        var state = Relaying("DELAY");
        Assert.IsType<VoicemailWork.Relay>(VoicemailMachine.Decide(state, Policy, Late));
    }

    [Fact]
    public void Deferred_AndTheReportCannotBeWritten_GoesOn()
    {
        var state = Finish(Relaying("DELAY"), DeliveryState.Deferred, false, Late.AddSeconds(-30));
        state = VoicemailMachine.Next(state, new VoicemailInput.ReportFailed("a defect"), Policy, Late).State;
        Assert.Equal(VoicemailStage.Relaying, state.Stage);
        Assert.IsType<VoicemailWork.Sleep>(VoicemailMachine.Decide(state, Policy, Late));
    }

    private static VoicemailState Relaying(string? notify)
    {
        var state = VoicemailMachineTable.States["relaying"];
        return state with { Envelope = state.Envelope with { Recipients = [new EnvelopeRecipient(Anna, notify)] } };
    }

    private static VoicemailState Finish(VoicemailState state, DeliveryState outcome, bool? isDsnOffered, DateTimeOffset now)
    {
        var reply = new DeliveryReply(250, "2.0.0", "Ok", "smarthost:25", isDsnOffered);
        var finished = new VoicemailInput.RelayFinished("A", [new RelayOutcome(Anna, outcome, reply, state.Deliveries[0])]);
        return VoicemailMachine.Next(state, finished, Policy, now).State;
    }

    private static VoicemailState Told(VoicemailState state, CorrelationId report, DateTimeOffset now)
    {
        var step = VoicemailMachine.Next(state, new VoicemailInput.ReportWritten(report, 200), Policy, now);
        Assert.Equal(report, Assert.IsType<VoicemailEffect.CreateReport>(Assert.Single(step.Effects)).State.Id);
        return step.State;
    }
}
