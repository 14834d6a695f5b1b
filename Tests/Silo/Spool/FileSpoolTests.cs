using System.Runtime.InteropServices;
using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

public sealed class FileSpoolTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset LongAgo = new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public async Task WriteContent_IsReadBackAndFlushedBeforeAndAfterItsRename()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report\r\n");
        await WriteAsync(rig, message);
        await rig.AssertContentAsync(message);
        var envelope = rig.Spool.ReadEnvelope(message.Id)!;
        Assert.Equal(message.Envelope.Recipients, envelope.Envelope.Recipients);
        Assert.Equal(message.Id.Derive("reported on"), envelope.ReportOn);
        var tail = rig.Disk.Calls.TakeLast(7).Select(c => c.Split(' ')[0]);
        Assert.Equal(["write", "fdatasync", "rename", "write", "fdatasync", "rename", "fsync"], tail);
        var renamed = rig.Disk.Calls.Where(c => c.StartsWith("rename", StringComparison.Ordinal));
        Assert.Equal([".eml", ".env"], renamed.TakeLast(2).Select(Path.GetExtension)); // an .env means: all is there
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(Owner, File.GetUnixFileMode(rig.Folders.FileOf(message.Id, ".eml")));
            foreach (var folder in new[] { rig.Folders.Content, rig.Folders.DayOf(message.Id) })
                Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        Assert.Empty(Directory.GetFiles(rig.Folders.Temporary));
    }

    [Fact]
    public async Task ReadContent_SpoolNotThere_Throws()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        Directory.Move(rig.Folders.Content, rig.Folders.Content + ".unmounted");
        var error = await Assert.ThrowsAsync<IOException>(
            async () => await rig.Spool.ReadContentAsync(message.Id, None));
        Assert.Contains("mounted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteContent_FlushFails_ThrowsAndLeavesNoMessage()
    {
        await using var rig = new SpoolRig();
        rig.Disk.Break("fdatasync", 5);
        var message = SpoolRig.Message("a report");
        var error = await Assert.ThrowsAsync<DurabilityException>(() => WriteAsync(rig, message));
        Assert.Equal(5, error.Errno);
        Assert.Null(await rig.Spool.ReadContentAsync(message.Id, None));
        Assert.Empty(rig.Spool.EnumerateIds());
    }

    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData((1 << 20) + 1, true)]
    public async Task OpenContent_Large_IsItsFileAndNotMemory(int octets, bool isMapped)
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, new string('x', octets));
        // The file is deleted while somebody reads: what was opened stays whole.
        using var content = await rig.Spool.OpenContentAsync(message.Id, None);
        Assert.Equal(isMapped, MemoryMarshal.TryGetMemoryManager<byte, ContentMapping>(content!.Octets, out _));
        await rig.Spool.DeleteContentAsync(message.Id, None);
        Assert.Equal(octets, content.Octets.Span.Count((byte)'x'));
        var octetsAfterwards = content.Octets;
        content.Dispose();
        Assert.Throws<ObjectDisposedException>(() => octetsAfterwards.Span[0]);
        Assert.Equal(0, content.Octets.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000_000)]
    public async Task OpenContent_LargeAndDamaged_Throws(int at)
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, new string('x', 3_000_000));
        await using (var file = File.OpenWrite(rig.Folders.FileOf(message.Id, ".eml")))
        {
            file.Seek(at, SeekOrigin.Begin);
            file.WriteByte((byte)'y');
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => rig.Spool.OpenContentAsync(message.Id, None).AsTask());
    }

    [Fact]
    public async Task ReadContent_Unknown_IsNull()
    {
        await using var rig = new SpoolRig();
        Assert.Null(await rig.Spool.ReadContentAsync(SpoolRig.Message("x").Id, None));
        Assert.Same(SpoolMarks.None, await rig.Spool.ReadMarksAsync(SpoolRig.Message("x").Id, None));
        await rig.Spool.DeleteContentAsync(SpoolRig.Message("x").Id, None);
    }

    [Theory]
    [InlineData(".eml", "")]
    [InlineData(".eml", "A REPORT")]
    [InlineData(".eml", "a report and more")]
    [InlineData(".env", "")]
    [InlineData(".env", "null")]
    [InlineData(".env", "{}")]
    [InlineData(".env", null)]
    public async Task ReadContent_Damaged_Throws(string extension, string? octets)
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        var path = rig.Folders.FileOf(message.Id, extension);
        if (octets is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, octets);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.Spool.ReadContentAsync(message.Id, None).AsTask());
    }

    [Fact]
    public async Task MarkDelivered_IsReadInOrderEvenBehindATornLine()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        await rig.Spool.MarkDeliveredAsync(message.Id, Mark("a1", "one@example.com"), None);
        await File.AppendAllTextAsync(rig.Folders.FileOf(message.Id, ".delivered"), "\n{\"attemptId\":\"a2\",\"rec");
        await rig.Spool.MarkDeliveredAsync(message.Id, Mark("a3", "three@example.com"), None);
        var marks = await rig.Spool.ReadMarksAsync(message.Id, None);
        Assert.Equal([Mark("a1", "one@example.com"), Mark("a3", "three@example.com")], marks.Delivered);
    }

    [Fact]
    public async Task MarkDelivered_SaysWhatTheMailLacked()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        await rig.Spool.MarkDeliveredAsync(message.Id, Mark("a1", "one@example.com") with { Lacks = [1, 3] }, None);
        Assert.Equal([1, 3], Assert.Single((await rig.Spool.ReadMarksAsync(message.Id, None)).Delivered).Lacks!);
    }

    [Fact]
    public async Task MarkClosed_IsReadBesideTheDeliveriesEvenBehindATornLine()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        var parked = new ClosedMark(CloseReason.Parked, LongAgo);
        var bounced = new ClosedMark(CloseReason.Bounced, LongAgo, ReportedBy: message.Id.Derive("report-0"));
        await rig.Spool.MarkClosedAsync(message.Id, parked, None);
        await rig.Spool.MarkDeliveredAsync(message.Id, Mark("a1", "one@example.com") with { Round = 1 }, None);
        await rig.Spool.MarkClosedAsync(message.Id, bounced, None);
        await File.AppendAllTextAsync(rig.Folders.FileOf(message.Id, ".delivered"), "\n{\"closedAs\":\"Dupl");
        var marks = await rig.Spool.ReadMarksAsync(message.Id, None);
        Assert.Equal([Mark("a1", "one@example.com") with { Round = 1 }], marks.Delivered);
        Assert.Equal(bounced, marks.Closed);
    }

    /// <summary>A silo that was held up writes its mark while another purges the message, or after that.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mark_OfAPurgedMessage_IsNotLeftBehind(bool isPurgedMeanwhile)
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        var purge = () => rig.Spool.DeleteContentAsync(message.Id, None).AsTask().GetAwaiter().GetResult();
        if (!isPurgedMeanwhile) purge();
        else rig.Disk.Before((operation, _) => { if (operation == "append") purge(); });
        await rig.Spool.MarkClosedAsync(message.Id, new ClosedMark(CloseReason.Parked, LongAgo), None);
        Assert.Equal([".purged"], Directory.GetFiles(rig.Folders.DayOf(message.Id)).Select(Path.GetExtension));
    }

    /// <summary>What releases before this one wrote stays readable.</summary>
    [Fact]
    public async Task ReadMarks_WithoutRounds_AreRead()
    {
        await using var rig = new SpoolRig();
        var message = await WriteAsync(rig, "a report");
        await File.WriteAllTextAsync(rig.Folders.FileOf(message.Id, ".delivered"), """

            {"attemptId":"a1","recipient":"one@example.com","at":"2026-01-31T23:59:59+00:00","reply":{"code":250,"enhancedCode":"2.0.0","text":"Ok","host":"smarthost:25"}}

            """);
        var mark = Assert.Single((await rig.Spool.ReadMarksAsync(message.Id, None)).Delivered);
        Assert.Equal(("one@example.com", LongAgo, (int?)null), (mark.Recipient, mark.At, mark.Round));
    }

    [Fact]
    public async Task DeleteContent_Old_LeavesNothingNotEvenItsDay()
    {
        await using var rig = new SpoolRig();
        var first = await WriteAsync(rig, SpoolRig.Message("one", LongAgo));
        var second = await WriteAsync(rig, SpoolRig.Message("two", LongAgo));
        await rig.Spool.MarkDeliveredAsync(first.Id, Mark("a1", "one@example.com"), None);
        await rig.Spool.DeleteContentAsync(first.Id, None);
        Assert.Equal([second.Id], rig.Spool.EnumerateIds());
        await rig.Spool.DeleteContentAsync(second.Id, None);
        await rig.Spool.DeleteContentAsync(second.Id, None);
        Assert.Equal([rig.Folders.Temporary], Directory.GetFileSystemEntries(rig.Folders.Content));
    }

    [Fact]
    public async Task EnumerateIds_IsInOrderAndSkipsWhatIsNoMessage()
    {
        await using var rig = new SpoolRig();
        var young = await WriteAsync(rig, SpoolRig.Message("young"));
        var old = await WriteAsync(rig, SpoolRig.Message("old", LongAgo));
        await File.WriteAllTextAsync(Path.Combine(rig.Folders.DayOf(old.Id), "notes.env"), "");
        await File.WriteAllTextAsync(Path.Combine(rig.Folders.DayOf(old.Id), $"{young.Id}.env"), "");
        Assert.Equal([old.Id, young.Id], rig.Spool.EnumerateIds());
    }

    [Fact]
    public async Task Sweep_RemovesOldLeftoversOnly()
    {
        await using var rig = new SpoolRig();
        var old = await WriteAsync(rig, SpoolRig.Message("old", LongAgo));
        var gone = SpoolRig.Message("gone", LongAgo - TimeSpan.FromDays(1));
        Directory.CreateDirectory(rig.Folders.DayOf(gone.Id));
        await File.WriteAllTextAsync(rig.Folders.FileOf(gone.Id, ".purged"), "");
        var stale = Path.Combine(rig.Folders.Temporary, "stale");
        var fresh = Path.Combine(rig.Folders.Temporary, "fresh");
        await File.WriteAllTextAsync(stale, "");
        await File.WriteAllTextAsync(fresh, "");
        var now = TimeProvider.System.GetUtcNow();
        File.SetLastWriteTimeUtc(stale, now.UtcDateTime.AddHours(-2));
        SpoolSweep.Run(rig.Folders, now);
        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(fresh));
        Assert.False(Directory.Exists(rig.Folders.DayOf(gone.Id)));
        await rig.AssertContentAsync(old);
    }

    [Fact]
    public async Task Sweep_TemporaryFilesOfOtherNodes_GoOnlyWhenTheirNodeHasEnded()
    {
        await using var rig = new SpoolRig();
        _ = rig.Spool;
        var now = TimeProvider.System.GetUtcNow();
        string[] names = ["host-2.example.77.1", "host-3.77.1", "local.77.1"];
        var files = names.Select(name => Path.Combine(rig.Folders.Temporary, $"{SpoolRig.Message("").Id}.{name}.eml")).ToList();
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(file, "half a mess");
            File.SetLastWriteTimeUtc(file, now.UtcDateTime.AddHours(-2));
        }

        Directory.CreateDirectory(rig.Folders.Nodes);
        using (LockFile.TryTake(rig.Folders.NodeLock("host-2.example")))
        {
            SpoolSweep.Run(rig.Folders, now);
            Assert.Equal([true, false, false], files.Select(File.Exists));
        }

        SpoolSweep.Run(rig.Folders, now);
        Assert.False(File.Exists(files[0]));
    }

    private static DeliveredMark Mark(string attempt, string recipient) =>
        new(attempt, recipient, LongAgo, new DeliveryReply(250, "2.0.0", "Ok: queued \"x\"\u00e9", "smarthost:25"));

    private static Task<JournalMessage> WriteAsync(SpoolRig rig, string content) =>
        WriteAsync(rig, SpoolRig.Message(content));

    private static async Task<JournalMessage> WriteAsync(SpoolRig rig, JournalMessage message)
    {
        var octets = Encoding.Latin1.GetBytes(SpoolRig.TextOf(message));
        await rig.Spool.WriteReportAsync(message.Id, message.Id.Derive("reported on"), message.Envelope, octets, None);
        return message;
    }
}
