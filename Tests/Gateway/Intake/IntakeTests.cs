using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway.Intake;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Gateway.Intake;

/// <summary>Intake on a real journal and spool, with a store that misbehaves.</summary>
public sealed class IntakeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Intake_Message_BecomesAGrainDueAtOnce()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore();
        using var intake = await StartAsync(rig, store);
        var message = await rig.AppendDurablyAsync("Subject: hi\r\n\r\n");
        await DrainAsync(rig);

        var put = Assert.IsType<GrainWrite.Put>(Assert.Single(store.Grains.Values));
        Assert.Equal(new GrainId("voicemail", message.Id.Value), put.Id);
        Assert.Equal(message.ReceivedAt, put.DueAt);
        var state = GrainJson.ReadVoicemail(put.State);
        Assert.Equal(message.Id, state.Id);
        Assert.Equal(15, state.SizeBytes);
        Assert.Equal(message.Envelope.Recipients, state.Envelope.Recipients);
        Assert.Equal(VoicemailStage.Received, state.Stage);
        await rig.AssertContentAsync(message);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_StoreDownForAWhile_KeepsAcceptingAndLosesNothing()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore { IsDown = true };
        using var intake = await StartAsync(rig, store);
        var messages = new List<JournalMessage>();
        for (var i = 0; i < 100; i++) messages.Add(await rig.AppendDurablyAsync($"message {i}"));
        await store.Failed.Task.WaitAsync(Patience);
        rig.Checkpoint.Take();
        Assert.Equal(100, rig.Progress.Backlog);
        Assert.NotNull(rig.Progress.Oldest);
        store.IsDown = false;
        await DrainAsync(rig);
        Assert.Equal(messages.Select(m => m.Id.Value).Order(), store.Grains.Keys.Select(k => k.Key).Order());
        Assert.Equal(0, rig.Progress.Backlog);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_ManyWaiting_AreCommittedTogether()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore();
        for (var i = 0; i < 130; i++) await rig.AppendDurablyAsync($"message {i}");
        using var intake = await StartAsync(rig, store);
        await DrainAsync(rig);
        Assert.Equal([64, 64, 2], store.CommitSizes);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_ReplayOverExistingGrains_CreatesOnlyTheMissing()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore();
        var messages = new List<JournalMessage>();
        for (var i = 0; i < 10; i++) messages.Add(await rig.AppendDurablyAsync($"message {i}"));
        foreach (var i in new[] { 0, 3, 9 }) store.Seed(messages[i].Id);
        rig.Restart();
        using var intake = await StartAsync(rig, store);
        await DrainAsync(rig);
        Assert.Equal(10, store.Grains.Count);
        Assert.All(new[] { 0, 3, 9 }, i => Assert.Null(store.Grains[ScriptedStore.IdOf(messages[i].Id)]));
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_AnswerOfACommitLost_IsDoneOnceOnly()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore { LosesAnswers = 2 };
        using var intake = await StartAsync(rig, store);
        await rig.AppendDurablyAsync("one");
        await rig.AppendDurablyAsync("two");
        await DrainAsync(rig);
        Assert.Equal(2, store.Grains.Count);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_CommitNeverAnswers_IsGivenUpAndTriedAgain()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore { Hangs = 1 };
        using var intake = await StartAsync(
            rig, store, new IntakeOptions { CommitTimeout = TimeSpan.FromMilliseconds(50) });
        await rig.AppendDurablyAsync("one");
        await DrainAsync(rig);
        Assert.Single(store.Grains);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Intake_SpoolFullForAWhile_GoesOnWhenThereIsSpace()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore();
        var failed = new TaskCompletionSource();
        rig.Disk.Before((operation, path) =>
        {
            if (operation != "write" || !path.Contains("/content/", StringComparison.Ordinal)) return;
            failed.TrySetResult();
            throw new IOException("injected", 28);
        });
        using var intake = await StartAsync(rig, store);
        await rig.AppendDurablyAsync("one");
        await failed.Task.WaitAsync(Patience);
        Assert.Empty(store.Grains);
        rig.Disk.Heal();
        await DrainAsync(rig);
        Assert.Single(store.Grains);
        await intake.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stop_StoreDown_GivesUpInTimeAndTheNextStartGoesOn()
    {
        await using var rig = new SpoolRig();
        var store = new ScriptedStore { IsDown = true };
        var message = await rig.AppendDurablyAsync("one");
        using (var intake = await StartAsync(
            rig, store, new IntakeOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) }))
        {
            await store.Failed.Task.WaitAsync(Patience);
            await intake.StopAsync(CancellationToken.None).WaitAsync(Patience);
        }

        rig.Restart();
        store.IsDown = false;
        using var again = await StartAsync(rig, store);
        await DrainAsync(rig);
        Assert.Equal(message.Id.Value, Assert.Single(store.Grains.Keys).Key);
        await again.StopAsync(CancellationToken.None);
    }

    private static async Task DrainAsync(SpoolRig rig) =>
        await rig.Journal.DrainAsync(CancellationToken.None).AsTask().WaitAsync(Patience);

    private static async Task<VoicemailOrleans.Gateway.Intake.Intake> StartAsync(
        SpoolRig rig, ScriptedStore store, IntakeOptions? options = null)
    {
        options ??= new IntakeOptions();
        options.RetryFirst = TimeSpan.FromMilliseconds(1);
        options.RetryMax = TimeSpan.FromMilliseconds(5);
        var intake = new VoicemailOrleans.Gateway.Intake.Intake(
            rig.Journal, rig.Reader, store, options, TimeProvider.System,
            NullLogger<VoicemailOrleans.Gateway.Intake.Intake>.Instance);
        await intake.StartAsync(CancellationToken.None);
        return intake;
    }
}
