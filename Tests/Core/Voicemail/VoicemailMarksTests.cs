using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

/// <summary>Which marks say that a delivery was made, when the state has fallen back behind them.</summary>
public sealed class VoicemailMarksTests
{
    private static readonly VoicemailPolicy Policy = VoicemailMachineTable.Policy;
    private static readonly DateTimeOffset Now = VoicemailMachineTable.Now;
    private static readonly DeliveryReply Ok = new(250, "2.0.0", "Ok", "smarthost:25");

    /// <summary>The delivery is of a round that began at 0 s; the mark came so many seconds later.</summary>
    [Theory]
    [InlineData(0, 0, 5, true)]
    [InlineData(0, 0, -5, true)] // after a rebuild the first round begins anew, and is over all the same
    [InlineData(0, 1, 5, true)] // by a resend, which the store forgot
    [InlineData(0, null, -5, true)]
    [InlineData(1, 1, 5, true)]
    [InlineData(1, 1, -5, false)] // the store forgot a resend; the helpdesk asked again, which has the same number
    [InlineData(1, 0, 5, false)] // a straggler of the round before
    [InlineData(1, 0, -5, false)] // the ordinary resend of what had arrived
    [InlineData(1, null, 5, true)] // of a release that noted no round: its time decides
    [InlineData(1, null, -5, false)]
    [InlineData(1, 2, 5, true)]
    public void Mark_SpeaksOfTheRoundItWasMadeIn(int round, int? markedRound, int seconds, bool isMade)
    {
        var state = VoicemailMachineTable.States["relaying"];
        state = state with { Deliveries = [state.Deliveries[0] with { Round = round }] };
        var mark = new DeliveredMark("x", "anna@example.com", Now.AddSeconds(seconds), Ok, markedRound);
        var next = VoicemailMachine.Next(state, new VoicemailInput.MarksSeen([mark]), Policy, Now.AddMinutes(1)).State;
        Assert.Equal(isMade ? CloseReason.Delivered : null, next.ClosedAs);
        Assert.Equal(isMade, VoicemailMachine.Decide(next, Policy, Now.AddMinutes(1)) is not VoicemailWork.Relay);
    }

    /// <summary>A mark of the first delivery used to settle a resend whose maker died before its dot's reply.</summary>
    [Fact]
    public void Abandoned_ResendOfWhatHadArrived_IsUncertainNotDelivered()
    {
        var state = VoicemailMachineTable.States["in flight"];
        state = state with { Deliveries = [state.Deliveries[0] with { Round = 1 }] };
        var mark = new DeliveredMark("old", "anna@example.com", Now.AddHours(-1), Ok, 0);
        var next = VoicemailMachine.Next(state, new VoicemailInput.AttemptAbandoned("A", [mark]), Policy, Now).State;
        Assert.Equal(DeliveryState.Uncertain, next.Deliveries[0].State);
    }
}
