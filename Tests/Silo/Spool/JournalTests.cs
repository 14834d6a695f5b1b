using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Spool;

public sealed class JournalTests
{
    private const int Eio = 5, Enospc = 28, Edquot = 122;

    [Fact]
    public async Task Append_OneMessage_IsDurableBeforeItsAnswerAndReadBack()
    {
        await using var rig = new SpoolRig();
        var message = await rig.AppendDurablyAsync("Subject: hi\r\n\r\nhello\r\n");
        var segment = rig.Segments.Single();
        Assert.Equal(
            [
                $"write {segment}", $"fdatasync {segment}", $"fsync {rig.Folders.Journal}", // the new file and its name
                $"write {segment}", $"fdatasync {segment}",
            ],
            rig.Disk.Calls.TakeLast(5));

        var entry = Assert.Single(await rig.ReadAsync());
        Assert.Equal(message.Id, entry.Id);
        Assert.Equal(message.ReceivedAt, entry.ReceivedAt);
        Assert.Equal(message.Envelope.Recipients, entry.Envelope.Recipients);
        await rig.AssertContentAsync(message);
    }

    [Fact]
    public async Task Append_WhileADiskFlushLasts_IsServedTogetherByTheNextOne()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("first, creates the segment");
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        rig.Disk.Before((operation, _) =>
        {
            if (operation != "fdatasync") return;
            entered.Set();
            release.Wait(TimeSpan.FromSeconds(20));
        });
        var slow = rig.AppendAsync(SpoolRig.Message("slow"));
        Assert.True(entered.Wait(TimeSpan.FromSeconds(20)), "the flush did not begin");
        var waiting = Enumerable.Range(0, 50).Select(i => rig.AppendAsync(SpoolRig.Message($"message {i}"))).ToArray();
        Assert.All(waiting, w => Assert.False(w.IsCompleted));
        rig.Disk.Calls.Clear();
        release.Set();

        Assert.Equal(AppendResult.Durable, await slow);
        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal(AppendResult.Durable, r));
        Assert.Single(rig.Disk.Calls, c => c.StartsWith("fdatasync", StringComparison.Ordinal));
        Assert.Equal(52, (await rig.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task Append_CancelledBeforeItsTurn_WritesNothing()
    {
        await using var rig = new SpoolRig();
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        rig.Disk.Before((operation, _) =>
        {
            if (operation != "fdatasync") return;
            entered.Set();
            release.Wait(TimeSpan.FromSeconds(20));
        });
        var first = rig.AppendAsync(SpoolRig.Message("first"));
        Assert.True(entered.Wait(TimeSpan.FromSeconds(20)), "the flush did not begin");
        using var patience = new CancellationTokenSource();
        var second = rig.Journal.AppendAsync(SpoolRig.Message("second"), patience.Token).AsTask();
        await patience.CancelAsync();
        release.Set();
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SpoolRig.Within(second, "the cancelled append"));
        Assert.Single(await rig.ReadAllAsync());
    }

    [Fact]
    public async Task Append_BeyondSegmentSize_GoesToNewSegmentsInOrder()
    {
        await using var rig = new SpoolRig(configure: o => o.SegmentBytes = 4096);
        var messages = new List<JournalMessage>();
        foreach (var size in new[] { 3000, 3000, 50_000, 10, 10 })
            messages.Add(await rig.AppendDurablyAsync(new string('x', size) + messages.Count));
        Assert.Equal(4, rig.Segments.Length);
        Assert.Equal(messages.Select(m => m.Id), (await rig.ReadAllAsync()).Select(e => e.Id));
        foreach (var message in messages) await rig.AssertContentAsync(message);
    }

    [Theory]
    [InlineData("fdatasync")]
    [InlineData("write")]
    public async Task Append_DiskFails_IsRefusedUntilAProbeSucceedsOnANewSegment(string operation)
    {
        await using var rig = new SpoolRig();
        var before = await rig.AppendDurablyAsync("before");
        rig.Disk.TornOctets = 40;
        rig.Disk.Break(operation, Eio);
        Assert.Equal(AppendResult.Failed, await rig.AppendAsync(SpoolRig.Message("lost to the client")));
        Assert.False(rig.Journal.Health.CanAppend);
        Assert.False(rig.Journal.Health.IsFull);
        rig.Journal.Knock();
        Assert.Equal(AppendResult.Failed, await rig.AppendAsync(SpoolRig.Message("still broken")));

        rig.Disk.Heal();
        rig.Journal.Knock();
        var after = await rig.AppendDurablyAsync("after");
        Assert.True(rig.Journal.Health.CanAppend);
        Assert.NotEqual(rig.Segments.First(), rig.Segments.Last());
        Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(e => e.Id));
        rig.Restart();
        Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(e => e.Id));
        Assert.Empty(rig.Quarantined);
    }

    [Theory]
    [InlineData("write", Enospc)]
    [InlineData("write", Edquot)]
    [InlineData("fdatasync", Enospc)]
    public async Task Append_NoSpace_KeepsNothingOfItAndRecoversByItself(string operation, int errno)
    {
        await using var rig = new SpoolRig();
        var before = await rig.AppendDurablyAsync("before");
        rig.Disk.TornOctets = 40;
        rig.Disk.Break(operation, errno);
        Assert.Equal(AppendResult.NoSpace, await rig.AppendAsync(SpoolRig.Message("too much")));
        Assert.True(rig.Journal.Health is { CanAppend: false, IsFull: true });

        rig.Disk.Heal();
        var after = await rig.AppendDurablyAsync("after");
        Assert.Equal(operation == "fdatasync" ? 2 : 1, rig.Segments.Length); // a failed flush ends its file
        Assert.True(rig.Journal.Health.CanAppend);
        Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(e => e.Id));
        rig.Restart();
        Assert.Equal([before.Id, after.Id], (await rig.ReadAllAsync()).Select(e => e.Id));
    }

    [Fact]
    public async Task Health_BelowReserve_IsFullWhileMailPastMailStillGoesIn()
    {
        await using var rig = new SpoolRig(configure: o => o.ReserveBytes = 1000);
        rig.Disk.Space = new(900, long.MaxValue);
        Assert.True(rig.Journal.Health.IsFull);
        await rig.AppendDurablyAsync("small");
        Assert.Equal(AppendResult.NoSpace, await rig.AppendAsync(SpoolRig.Message(new string('x', 500))));
        rig.Disk.Space = new(5000, long.MaxValue);
        rig.Journal.Knock();
        await rig.AppendDurablyAsync(new string('x', 500));
        Assert.True(rig.Journal.Health.CanAppend);
    }

    [Fact]
    public async Task Health_InodesBelowReserve_IsFull()
    {
        await using var rig = new SpoolRig(configure: o => o.ReserveFiles = 10);
        rig.Disk.Space = new(1 << 30, 9);
        Assert.True(rig.Journal.Health.IsFull);
    }

    [Fact]
    public async Task Open_JournalOfALiveProcess_SaysSo()
    {
        await using var rig = new SpoolRig();
        await rig.AppendDurablyAsync("one");
        await using var other = new SpoolRig(rig.Root);
        var error = Assert.Throws<InvalidOperationException>(() => other.Journal);
        Assert.Contains("in use by another process", error.Message);
        await using var neighbour = new SpoolRig(rig.Root, o => o.NodeName = "second");
        await neighbour.AppendDurablyAsync("two");
    }

    [Fact]
    public async Task Dispose_WithMessagesWaiting_WritesThemFirst()
    {
        await using var rig = new SpoolRig();
        var appends = Enumerable.Range(0, 20).Select(i => rig.AppendAsync(SpoolRig.Message($"m{i}"))).ToArray();
        rig.Journal.Dispose();
        Assert.All(await Task.WhenAll(appends), r => Assert.Equal(AppendResult.Durable, r));
        Assert.Equal(AppendResult.Failed, await rig.AppendAsync(SpoolRig.Message("too late")));
        Assert.False(rig.Journal.Health.CanAppend);
    }
}
