using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recovery;

namespace VoicemailOrleans.Tests.Silo.Recovery;

public sealed class SpoolRebuildTests
{
    [Fact]
    public async Task Run_AfterTheStoreWasLost_MakesEachMessageWhatItsMarksSay()
    {
        await using var rig = new StorageRig();
        var fresh = await rig.ReceiveAsync("anna@example.com");
        var delivered = await rig.ReceiveAsync("anna@example.com");
        await rig.MarkAsync(delivered, "anna@example.com");
        var half = await rig.ReceiveAsync("anna@example.com", "ben@example.com");
        await rig.MarkAsync(half, "ben@example.com");
        var copy = await rig.ReceiveAsync("anna@example.com");
        await rig.Spool.MarkClosedAsync(copy, new ClosedMark(CloseReason.Duplicate, rig.Clock.GetUtcNow(), fresh), default);
        rig.LoseStore();

        var count = await rig.Rebuild.RunAsync(default);
        Assert.Equal((4L, 4L, 1L, 1L), (count.Messages, count.Made, count.Delivered, count.Closed));
        Assert.Equal(VoicemailStage.Received, (await rig.ReadAsync(fresh))!.Stage);
        Assert.Equal(VoicemailStage.Received, (await rig.ReadAsync(half))!.Stage);
        var closed = (await rig.ReadAsync(delivered))!;
        Assert.Equal((CloseReason.Delivered, 1), (closed.ClosedAs, closed.Facts!.Recordings.Count));
        Assert.Equal(fresh, (await rig.ReadAsync(copy))!.DuplicateOf);
        // Nothing is transcribed again; a copy that the PBX sends now is still recognised.
        var kinds = (await rig.Store.CountAsync(default)).ToDictionary(kind => kind.Kind, kind => kind.Total);
        Assert.Equal((4L, 1L, 0L),
            (kinds[GrainKinds.Voicemail], kinds[GrainKinds.Intake], kinds.GetValueOrDefault(GrainKinds.Transcription)));

        count = await rig.Rebuild.RunAsync(default);
        Assert.Equal((4L, 0L), (count.Messages, count.Made));
    }

    [Fact]
    public async Task Run_OnAReport_MakesItUnlessItsMessageKnowsOfNone()
    {
        await using var rig = new StorageRig();
        var message = await rig.ReceiveAsync("anna@example.com");
        var report = message.Derive("report-0");
        var envelope = new Envelope("", [new EnvelopeRecipient("pbx@example.com")]);
        await rig.Spool.WriteReportAsync(report, message, envelope, "refused"u8.ToArray(), default);
        Assert.Equal(0, (await rig.Rebuild.RunAsync(default)).Made);

        rig.LoseStore();
        await rig.Spool.MarkClosedAsync(
            message, new ClosedMark(CloseReason.Bounced, rig.Clock.GetUtcNow(), ReportedBy: report), default);
        Assert.Equal(2, (await rig.Rebuild.RunAsync(default)).Made);
        var made = (await rig.ReadAsync(report))!;
        Assert.Equal((message, VoicemailStage.Relaying), (made.ReportOn, made.Stage));
    }

    /// <summary>A store that fell back behind a round has forgotten what that one reported: nobody would ever delete it.</summary>
    [Fact]
    public async Task Run_OnAReportOfAForgottenRound_DeletesIt()
    {
        await using var rig = new StorageRig();
        var message = await rig.ReceiveAsync("anna@example.com");
        var state = (await rig.ReadAsync(message))!;
        foreach (var round in new[] { 0, 1 })
            await rig.Spool.WriteReportAsync(
                VoicemailMachine.ReportId(state, round), message, VoicemailMachine.ReportEnvelope(state), "refused"u8.ToArray(), default);
        await rig.Rebuild.RunAsync(default);
        Assert.NotNull(rig.Spool.ReadEnvelope(VoicemailMachine.ReportId(state, 0)));
        Assert.Null(rig.Spool.ReadEnvelope(VoicemailMachine.ReportId(state, 1)));
        Assert.NotNull(rig.Spool.ReadEnvelope(message));
    }

    [Fact]
    public async Task Run_OnADamagedEnvelope_CountsItAndGoesOn()
    {
        await using var rig = new StorageRig();
        var damaged = rig.Put("anna@example.com");
        await File.WriteAllTextAsync(rig.Files.Folders.FileOf(damaged, ".env"), "{");
        rig.Put("anna@example.com");
        var count = await rig.Rebuild.RunAsync(default);
        Assert.Equal((2L, 1L, 1L), (count.Messages, count.Made, count.Unreadable));
    }

    /// <summary>A read of this file in its place ends with EIO.</summary>
    [Theory]
    [InlineData(".env")]
    [InlineData(".delivered")]
    public async Task Run_OnAFileTheDiskDoesNotGive_CountsItAndGoesOn(string extension)
    {
        await using var rig = new StorageRig();
        var unread = rig.Put("anna@example.com");
        var others = new[] { rig.Put("anna@example.com"), rig.Put("anna@example.com") };
        Spoil(rig, unread, extension);
        var count = await rig.Rebuild.RunAsync(default);
        Assert.Equal((3L, 2L, 1L), (count.Messages, count.Made, count.Unreadable));
        Assert.Null(await rig.ReadAsync(unread));
        foreach (var id in others) Assert.NotNull(await rig.ReadAsync(id));
    }

    [Fact]
    public async Task Run_OnContentTheDiskDoesNotGive_MakesItWithoutFacts()
    {
        await using var rig = new StorageRig();
        var unread = rig.Put("anna@example.com");
        await rig.MarkAsync(unread, "anna@example.com");
        File.Delete(rig.Files.Folders.FileOf(unread, ".eml"));
        Directory.CreateDirectory(rig.Files.Folders.FileOf(unread, ".eml")); // to open it is EACCES
        Assert.Equal(1, (await rig.Rebuild.RunAsync(default)).Delivered);
        Assert.Null((await rig.ReadAsync(unread))!.Facts);
    }

    /// <summary>The history must not be noted as searched when nothing could be read.</summary>
    [Fact]
    public async Task Run_WhenNothingCanBeRead_EndsWithTheErrorToBeRunAgain()
    {
        await using var rig = new StorageRig();
        await Watch(rig).LookAsync(default);
        rig.LoseStore();
        foreach (var id in new[] { rig.Put("anna@example.com"), rig.Put("anna@example.com") }) Spoil(rig, id, ".env");
        var before = rig.Known.Read();
        await Assert.ThrowsAnyAsync<IOException>(() => Watch(rig).LookAsync(default));
        Assert.Equal(before, rig.Known.Read());
    }

    [Fact]
    public async Task History_OfTheFirstStart_IsNotedAndSearchesNothing()
    {
        await using var rig = new StorageRig();
        var message = rig.Put("anna@example.com");
        Assert.False(await Watch(rig).LookAsync(default));
        Assert.Equal(await rig.Store.ReadHistoryAsync(default), rig.Known.Read());
        Assert.Null(await rig.ReadAsync(message));
    }

    [Fact]
    public async Task History_OfAnotherStore_SearchesTheSpoolOnce()
    {
        await using var rig = new StorageRig();
        var message = await rig.ReceiveAsync("anna@example.com");
        await Watch(rig).LookAsync(default);
        rig.LoseStore();
        Assert.True(await Watch(rig).LookAsync(default));
        Assert.NotNull(await rig.ReadAsync(message));
        Assert.False(await Watch(rig).LookAsync(default));
    }

    [Fact]
    public async Task Watch_Running_LooksAgainWhenNudged()
    {
        await using var rig = new StorageRig();
        var store = new Fakes.InMemoryGrainStore(rig.Clock);
        var rebuild = new SpoolRebuild(
            store, rig.Spool, new Fakes.FakeComposer(), rig.Policies, rig.Clock, NullLogger<SpoolRebuild>.Instance);
        using var watch = new HistoryWatch(store, rebuild, rig.Known, rig.Clock, NullLogger<HistoryWatch>.Instance);
        var message = rig.Put("anna@example.com");
        var made = new TaskCompletionSource();
        store.Rang += () => made.TrySetResult();
        await watch.StartAsync(default);
        await rig.Clock.WhenTimersSet().WaitAsync(TimeSpan.FromSeconds(30)); // the first look is over
        store.History = "second";
        watch.Nudge();
        await made.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(await store.ReadAsync(GrainId.Voicemail(message), default));
        await watch.StopAsync(default);
    }

    private static void Spoil(StorageRig rig, CorrelationId id, string extension)
    {
        var path = rig.Files.Folders.FileOf(id, extension);
        File.Delete(path);
        File.CreateSymbolicLink(path, "/proc/self/mem"); // nothing is mapped at its beginning
    }

    private static HistoryWatch Watch(StorageRig rig) =>
        new(rig.Store, rig.Rebuild, rig.Known, rig.Clock, NullLogger<HistoryWatch>.Instance);
}
