using System.Text;
using VoicemailOrleans.Core.Voicemail;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class VoicemailMachineTests(ITestOutputHelper output)
{
    private static readonly VoicemailPolicy Policy = VoicemailMachineTable.Policy;
    private static readonly DateTimeOffset Now = VoicemailMachineTable.Now;

    [Fact]
    public void Next_EveryStateAndInput_HasItsWrittenAnswer()
    {
        var actual = new StringBuilder();
        foreach (var (stateName, state) in VoicemailMachineTable.States)
        {
            actual.Append(stateName).Append('\n');
            foreach (var (inputName, input) in VoicemailMachineTable.Inputs)
            {
                var cell = VoicemailMachineTable.Cell(state, VoicemailMachine.Next(state, input, Policy, Now));
                actual.Append($"    {inputName,-12} {cell}\n");
            }
        }

        output.WriteLine(actual.ToString());
        var answers =
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "Voicemail", "transitions.txt"));
        Assert.Equal(answers, actual.ToString());
    }

    /// <summary>After a rebuild of the store: who is repeated may be a message that was itself on its way.</summary>
    [Fact]
    public void Read_TwinOfAMessagePartlyDelivered_IsStillOwedToTheOthers()
    {
        EnvelopeRecipient[] recipients = [new("a@example.com"), new("b@example.com")];
        var id = CorrelationId.Create(Now, new byte[CorrelationId.EntropyLength]);
        var state = VoicemailState.Received(id, Now, new Envelope("pbx@example.com", recipients), 100);
        var facts = new MessageFacts { Kind = MessageKind.NoRecording, ContentHash = "ab" };
        var mark = new DeliveredMark("x", "a@example.com", Now, new DeliveryReply(250, null, "Ok", ""));
        var read = new VoicemailInput.MessageRead(facts, [mark], id.Derive("twin"));
        var next = VoicemailMachine.Next(state, read, Policy, Now).State;
        Assert.Equal(VoicemailStage.Relaying, next.Stage);
        Assert.Equal([true, false], next.Deliveries.Select(delivery => delivery.IsSettled));
    }

    [Fact]
    public void Inputs_OfTheTable_AreAllThereAre() =>
        Assert.Equal(
            typeof(VoicemailInput).GetNestedTypes().Select(type => type.Name).Order(),
            VoicemailMachineTable.Inputs.Values.Select(input => input.GetType().Name).Distinct().Order());

    [Fact]
    public void Next_AppliedTwice_ChangesNothingMore()
    {
        foreach (var state in VoicemailMachineTable.States.Values)
            foreach (var (name, input) in VoicemailMachineTable.Inputs)
            {
                var once = VoicemailMachine.Next(state, input, Policy, Now).State;
                var twice = VoicemailMachine.Next(once, input, Policy, Now).State;
                if (input is VoicemailInput.DotPending) Assert
                    .Equal(once.InFlight?.Recipients ?? [], twice.InFlight?.Recipients ?? []);
                else Assert.True(ReferenceEquals(once, twice), $"{name} on {state.Stage} counts twice");
            }
    }

    [Fact]
    public void Decide_EveryState_HasWorkOrATime()
    {
        string Work(string name) =>
            VoicemailMachine.Decide(VoicemailMachineTable.States[name], Policy, Now).GetType().Name;
        Assert.Equal(
            ["ReadMessage", "AwaitTranscripts", "Relay", "Recover", "Report", "Sleep", "Sleep", "Sleep", "Sleep",
                "Purge", "Sleep", "Sleep", "Sleep", "Purge", "LookForLateTranscripts", "Relay", "Recover", "Sleep",
                "Relay", "Sleep"],
            VoicemailMachineTable.States.Keys.Select(Work));
    }

    [Fact]
    public void TranscriptsSeen_OneOpenAtTheDeadline_LeavesWithoutWaiting()
    {
        var state = VoicemailMachineTable.States["waiting"];
        var step = VoicemailMachine.Next(state, new VoicemailInput.TranscriptsSeen(1), Policy, Now + Policy.DeliverBy);
        Assert.Equal(VoicemailStage.Relaying, step.State.Stage);
    }

    [Fact]
    public void DueAt_WithinAMillisecond_IsNeverBeforeTheStateIsDue()
    {
        var odd = Now.AddTicks(1);
        var state = VoicemailMachineTable.States["relaying"];
        state = state with { Deliveries = [state.Deliveries[0] with { NextAttemptAt = odd }] };
        Assert.Equal(Now.AddMilliseconds(1), VoicemailMachine.DueAt(state, Policy, Now));
    }

    [Fact]
    public void TranscriptsSeen_AllDeliveredMeanwhile_Closes()
    {
        var state = VoicemailMachine.Next(
            VoicemailMachineTable.States["waiting"], VoicemailMachineTable.Inputs["A delivered"], Policy, Now).State;
        var step = VoicemailMachine.Next(state, new VoicemailInput.TranscriptsSeen(0), Policy, Now);
        Assert.Equal(CloseReason.Delivered, step.State.ClosedAs);
    }

    [Fact]
    public void Relay_RecipientsDueSoon_GoTogether_OthersAndResendsDoNot()
    {
        var relaying = VoicemailMachineTable.States["relaying"];
        Delivery At(string recipient, int seconds, int round = 0) =>
            relaying.Deliveries[0] with { Recipient = recipient, NextAttemptAt = Now
                .AddSeconds(seconds), Round = round };
        var state = relaying with { Deliveries = [At("a", 0), At("b", 30), At("c", 31), At("d", -5, round: 1)] };
        var first = Assert.IsType<VoicemailWork.Relay>(VoicemailMachine.Decide(state, Policy, Now));
        Assert.Equal(["d"], first.Deliveries.Select(delivery => delivery.Recipient));
        state = state with { Deliveries = [.. state.Deliveries.Take(3)] };
        var second = Assert.IsType<VoicemailWork.Relay>(VoicemailMachine.Decide(state, Policy, Now));
        Assert.Equal(["a", "b"], second.Deliveries.Select(delivery => delivery.Recipient));
        Assert.Equal(Now, VoicemailMachine.DueAt(state, Policy, Now));
    }

    [Fact]
    public void Deferred_ToTheEndOfTheLifetime_IsTriedOnceMoreThenAndRefusedWith447()
    {
        var state = VoicemailMachineTable.States["relaying"];
        var now = Now;
        var reply = new DeliveryReply(451, "4.3.0", "Busy", "smarthost:25");
        var attempts = 0;
        while (!state.Deliveries[0].IsSettled)
        {
            attempts++;
            var outcome = new RelayOutcome("anna@example.com", DeliveryState.Deferred, reply, state.Deliveries[0]);
            state = VoicemailMachine.Next(state, new VoicemailInput.RelayFinished("A", [outcome]), Policy, now).State;
            if (state.Deliveries[0].NextAttemptAt is { } next) now = next;
        }

        Assert.Equal(Now + Policy.RelayLifetime, now);
        Assert.Equal("4.4.7", state.Deliveries[0].Reply?.EnhancedCode);
        Assert.InRange(attempts, 20, 35);
        Assert.IsType<VoicemailWork.Report>(VoicemailMachine.Decide(state, Policy, now));
    }

    [Fact]
    public void ClockJump_BeyondTheLifetime_ExpiresNothingUntried()
    {
        var later = Now + Policy.RelayLifetime * 2;
        Assert.IsType<VoicemailWork.Relay>(VoicemailMachine
            .Decide(VoicemailMachineTable.States["relaying"], Policy, later));
    }

    [Fact]
    public void History_OfAVeryLongJourney_KeepsTheFirstLineAndTheNewest()
    {
        var state = VoicemailMachineTable.States["received"];
        for (var n = 0; n < 1000; n++) state = state.Note(Policy, Now, $"event{n}", new string('x', 900));
        Assert.Equal(Policy.HistoryMax, state.History.Count);
        Assert.Equal(("event0", "event801", "event999"),
            (state.History[0].Event, state.History[1].Event, state.History[^1].Event));
        Assert.All(state.History, line => Assert.Equal(History.DetailMax, line.Detail.Length));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("NEVER", false)]
    [InlineData("SUCCESS,DELAY", false)]
    [InlineData("success, failure", true)]
    public void Refusal_WithNotify_IsReportedOnlyWhenWanted(string? notify, bool reported)
    {
        var state = VoicemailMachineTable.States["relaying"];
        state = state with { Envelope = state.Envelope with { Recipients = [new EnvelopeRecipient("anna@example.com",
            notify)] } };
        state = VoicemailMachine.Next(state, VoicemailMachineTable.Inputs["A refused"], Policy, Now).State;
        Assert.Equal(reported, VoicemailMachine.Decide(state, Policy, Now) is VoicemailWork.Report);
        Assert.Equal(reported ? null : CloseReason.Parked, state.ClosedAs);
    }

    [Fact]
    public void Resend_AfterAReport_ReportsOnlyWhatIsNew()
    {
        var state = VoicemailMachineTable.States["bounced"];
        state = VoicemailMachine.Next(state, VoicemailMachineTable.Inputs["resend boss"], Policy, Now).State;
        var boss = state.Deliveries[1];
        var outcome =
            new RelayOutcome(boss.Recipient, DeliveryState.Refused, new DeliveryReply(550, null, "no", "h"), boss);
        state = VoicemailMachine.Next(state, new VoicemailInput.RelayFinished("B", [outcome]), Policy, Now).State;
        var work = Assert.IsType<VoicemailWork.Report>(VoicemailMachine.Decide(state, Policy, Now));
        Assert.Equal(["boss@example.com"], work.Deliveries.Select(delivery => delivery.Recipient));
        Assert.Equal(VoicemailMachine.ReportId(state, 1), work.ReportId);
    }

    /// <summary>A message that struck out in any stage, and again, is where somebody sees it.</summary>
    [Theory]
    [InlineData("received"), InlineData("waiting"), InlineData("relaying"), InlineData("in flight")]
    [InlineData("reporting"), InlineData("quarantined")]
    public void StruckOut_AgainAndAgain_IsParkedAndNeverReported(string name)
    {
        var state = VoicemailMachineTable.States[name];
        for (var formerly = 0; formerly < 2; formerly++)
            state = VoicemailMachine.Next(state, new VoicemailInput.StruckOut(formerly), Policy, Now).State;
        Assert.Equal(CloseReason.Parked, state.ClosedAs);
        Assert.All(state.Deliveries, delivery => Assert.True(delivery.IsSettled));
        Assert.Null(state.InFlight);
        Assert.Contains("died or hung", state.History[^1].Detail, StringComparison.Ordinal);

        state = VoicemailMachine.Next(state, VoicemailMachineTable.Inputs["resend boss"], Policy, Now).State;
        var outcome = new RelayOutcome(
            "boss@example.com", DeliveryState.Delivered, new DeliveryReply(250, null, "Ok", "h"), state.Deliveries[1]);
        state = VoicemailMachine.Next(state, new VoicemailInput.RelayFinished("B", [outcome]), Policy, Now).State;
        Assert.Equal(CloseReason.Parked, state.ClosedAs);
    }

    [Fact]
    public void Quarantined_ResentByTheHelpdesk_NeedsNoFurtherLook()
    {
        var state = VoicemailMachine.Next(
            VoicemailMachineTable.States["quarantined"], VoicemailMachineTable.Inputs["A delivered"], Policy, Now).State;
        Assert.Equal(CloseReason.Parked, state.ClosedAs);
        Assert.Contains("please look", state.History[^1].Detail, StringComparison.Ordinal);
        var later = Now.AddHours(1);
        state = VoicemailMachine.Next(state, VoicemailMachineTable.Inputs["resend"], Policy, later).State;
        var outcome = new RelayOutcome(
            "anna@example.com", DeliveryState.Delivered, new DeliveryReply(250, null, "Ok", "h"), state.Deliveries[0]);
        state = VoicemailMachine.Next(state, new VoicemailInput.RelayFinished("B", [outcome]), Policy, later).State;
        Assert.Equal(CloseReason.Delivered, state.ClosedAs);
    }
}
