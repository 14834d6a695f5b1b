using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VoicemailOrleans.Silo.Stores.Sqlite;

namespace VoicemailOrleans.Tests.Silo.Stores;

/// <summary>Commits that wait share one transaction and one flush.</summary>
public sealed partial class SqliteGrainStoreTests
{
    [Fact]
    public async Task Group_OneOperationThrows_OthersAreWritten()
    {
        List<GrainWriter.GroupResult> groups = [];
        using var writer = new GrainWriter(DatabasePath, clock, groups.Add, _ => { });
        using var hold = new ManualResetEventSlim();
        var first = writer.RunAsync(_ => { hold.Wait(); return 0; }, None);
        var good = writer.RunAsync(session => session.Apply(new([Put("a", 0)])), None);
        var bad = writer.RunAsync<int>(_ => throw new InvalidOperationException("planted"), None);
        var alsoGood = writer.RunAsync(session => session.Apply(new([Put("b", 0)])), None);
        hold.Set();

        await first;
        Assert.True((await good).Written);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await bad);
        Assert.True((await alsoGood).Written);
        using var reader = new GrainReader(DatabasePath);
        Assert.Equal((1L, 1L), (reader.Read(Id("a"))?.Version, reader.Read(Id("b"))?.Version));
    }

    [Fact]
    public async Task Group_WhatWaits_SharesOneTransaction()
    {
        List<GrainWriter.GroupResult> groups = [];
        using var writer = new GrainWriter(DatabasePath, clock, groups.Add, _ => { });
        using var hold = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var first = writer.RunAsync(_ => { started.Set(); hold.Wait(); return 0; }, None);
        Assert.True(started.Wait(TimeSpan.FromSeconds(10)), "the writer did not start");
        var waiting = Enumerable.Range(0, 50).Select(
            i => writer.RunAsync(session => session.Apply(new([Put($"g{i}", 0)])), None).AsTask()).ToList();
        hold.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.Equal([1, 50], groups.Select(group => group.Operations));
    }

    [Fact]
    public async Task Metrics_GroupCommitted_HasItsSizeAndDuration()
    {
        var seen = new ConcurrentQueue<(string Name, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.Enqueue((instrument.Name, value)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.Enqueue((instrument.Name, value)));
        listener.Start();
        using var store = Open();
        await PutAsync(store, "a", 0);
        await PutAsync(store, "b", 0);
        Assert.Equal([1.0, 1.0], seen.Where(one => one.Name == "voicemail.store.group").Select(one => one.Value));
        var durations = seen.Where(one => one.Name == "voicemail.store.commit.duration").Select(one => one.Value);
        Assert.Equal(2, durations.Count(seconds => seconds is > 0 and < 10));
    }

    [Fact]
    public async Task Queued_Cancelled_IsNotRun()
    {
        using var writer = new GrainWriter(DatabasePath, clock, _ => { }, _ => { });
        using var hold = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var first = writer.RunAsync(_ => { started.Set(); hold.Wait(); return 0; }, None);
        Assert.True(started.Wait(TimeSpan.FromSeconds(10)), "the writer did not start");
        var queued = writer.RunAsync(session => session.Apply(new([Put("a", 0)])), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await queued);
        hold.Set();
        await first;
        await writer.RunAsync(_ => 0, None);
        using var reader = new GrainReader(DatabasePath);
        Assert.Null(reader.Read(Id("a")));
    }
}
