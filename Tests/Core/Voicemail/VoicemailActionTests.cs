using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

/// <summary>How long a message is kept, once people have had their say.</summary>
public sealed class VoicemailActionTests
{
    private static readonly VoicemailPolicy Policy = VoicemailMachineTable.Policy;
    private static readonly DateTimeOffset Now = VoicemailMachineTable.Now;
    private static readonly VoicemailState Delivered = VoicemailMachineTable.States["delivered"];

    [Fact]
    public void Hold_LongPastTheRetention_IsKeptAndLookedAt()
    {
        var held = Act(Delivered, new VoicemailAction.Hold("a complaint"), Now);
        var later = Now + 10 * Policy.Retention;
        Assert.IsType<VoicemailWork.Sleep>(VoicemailMachine.Decide(held, Policy, later));
        Assert.Equal(later + Policy.HoldCheck, VoicemailMachine.DueAt(held, Policy, later));
    }

    [Fact]
    public void Release_PastTheRetention_LeavesTimeToThinkAgain()
    {
        var held = Act(Delivered, new VoicemailAction.Hold("a complaint"), Now);
        var later = Now + 10 * Policy.Retention;
        var released = Act(held, new VoicemailAction.Release(), later);
        Assert.Equal(later + Policy.UndoTime, VoicemailMachine.DueAt(released, Policy, later));
        Assert.NotNull(Act(released, new VoicemailAction.Hold("still a complaint"), later.AddDays(6)).Hold);
    }

    [Fact]
    public void Release_WithinTheRetention_ChangesNothingOfIt()
    {
        var held = Act(Delivered, new VoicemailAction.Hold("a complaint"), Now);
        var released = Act(held, new VoicemailAction.Release(), Now.AddDays(1));
        Assert.Equal(Now + Policy.Retention, VoicemailMachine.DueAt(released, Policy, Now));
    }

    [Fact]
    public void Delete_EarlyInTheRetention_CanBeRestoredForAWeek()
    {
        var deleted = Act(Delivered, new VoicemailAction.Delete("a prank", false), Now);
        Assert.Equal(Now + Policy.UndoTime, VoicemailMachine.DueAt(deleted, Policy, Now));
        var restored = Act(deleted, new VoicemailAction.Restore(), Now + Policy.UndoTime.Subtract(TimeSpan.FromTicks(1)));
        Assert.Equal((null, Now + Policy.Retention), (restored.Deletion, VoicemailMachine.DueAt(restored, Policy, Now)));
    }

    [Fact]
    public void Delete_LateInTheRetention_NeverLengthensIt()
    {
        var deleted = Act(Delivered, new VoicemailAction.Delete("a prank", false), Now + Policy.Retention.Subtract(
            TimeSpan.FromHours(1)));
        Assert.Equal(Now + Policy.Retention, VoicemailMachine.DueAt(deleted, Policy, Now));
    }

    [Fact]
    public void Delete_OnceItsTimeIsOver_CannotBeRestored()
    {
        var deleted = Act(Delivered, new VoicemailAction.Delete("a prank", false), Now);
        Assert.Equal(ActionAnswer.NotNow, Answer(deleted, new VoicemailAction.Restore(), Now + Policy.UndoTime));
    }

    [Fact]
    public void Delete_AtOnceAfterADeletion_NeedNotWaitAnyMore()
    {
        var deleted = Act(Delivered, new VoicemailAction.Delete("a prank", false), Now);
        var gone = Act(deleted, new VoicemailAction.Delete("a request", true), Now.AddDays(1));
        Assert.IsType<VoicemailWork.Purge>(VoicemailMachine.Decide(gone, Policy, Now.AddDays(1)));
        Assert.Equal("a request", gone.Deletion!.Why);
    }

    [Fact]
    public void Transcribe_ADoubleClick_CountsOnce()
    {
        var again = new VoicemailAction.Transcribe("google", null);
        var asked = Act(Delivered, again, Now);
        Assert.Equal(ActionAnswer.AlreadyUnderWay, Answer(asked, again, Now.AddSeconds(9)));
        Assert.Equal(ActionAnswer.Done, Answer(asked, again, Now.AddSeconds(10)));
        Assert.Equal("eva asked to transcribe it again, by google, in en-US.", asked.History[^1].Detail);
    }

    [Theory]
    [InlineData(true, false), InlineData(false, true)]
    public void Transcribe_WhatThePolicyLetsNobodyHear_IsNever(bool isPrivate, bool isOff)
    {
        var state = Delivered with { Facts = Delivered.Facts! with { IsPrivate = isPrivate } };
        var step = VoicemailMachine.Next(
            state, new VoicemailInput.ActionAsked(new VoicemailAction.Transcribe(null, null), "eva"),
            Policy with { Transcribe = !isOff }, Now);
        Assert.Equal([new VoicemailEffect.Answer(ActionAnswer.NotApplicable)], step.Effects);
    }

    [Fact]
    public void Reason_OfAnyLength_IsCutAndInTheHistory()
    {
        var held = Act(Delivered, new VoicemailAction.Hold(new string('x', 1000)), Now);
        Assert.Equal(VoicemailMachine.ReasonLengthMax, held.Hold!.Why.Length);
        Assert.Equal($"eva: {held.Hold.Why}", held.History[^1].Detail);
    }

    private static VoicemailState Act(VoicemailState state, VoicemailAction action, DateTimeOffset now)
    {
        Assert.Equal(ActionAnswer.Done, Answer(state, action, now));
        return VoicemailMachine.Next(state, new VoicemailInput.ActionAsked(action, "eva"), Policy, now).State;
    }

    private static ActionAnswer Answer(VoicemailState state, VoicemailAction action, DateTimeOffset now)
    {
        var step = VoicemailMachine.Next(state, new VoicemailInput.ActionAsked(action, "eva"), Policy, now);
        return Assert.IsType<VoicemailEffect.Answer>(Assert.Single(step.Effects)).Value;
    }
}
