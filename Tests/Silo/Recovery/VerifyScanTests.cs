using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Silo.Recovery;

public sealed class VerifyScanTests
{
    [Fact]
    public async Task Run_OnAWholeStorage_FindsNothing()
    {
        await using var rig = new StorageRig();
        await rig.ReceiveAsync("anna@example.com");
        var scan = rig.Verify;
        Assert.Empty(await scan.RunAsync(default));
        Assert.Equal((1L, 1L), (scan.Grains, scan.Messages));
    }

    [Fact]
    public async Task Run_OnEachPlantedDefect_NamesIt()
    {
        await using var rig = new StorageRig();
        await rig.ReceiveAsync("anna@example.com");
        var lost = await rig.ReceiveAsync("anna@example.com");
        await rig.Spool.DeleteContentAsync(lost, default);
        var damaged = await rig.ReceiveAsync("anna@example.com");
        await File.AppendAllTextAsync(rig.Files.Folders.FileOf(damaged, ".eml"), "x");
        var alone = rig.Put("anna@example.com");
        var never = await rig.ReceiveAsync("anna@example.com");
        await rig.WriteAsync(new GrainWrite.Put(
            GrainId.Voicemail(never), 1, GrainJson.Write((await rig.ReadAsync(never))!), DateTimeOffset.MaxValue));
        var late = await rig.ReceiveAsync("anna@example.com");
        await rig.WriteAsync(new GrainWrite.Put(
            GrainId.Voicemail(late), 1, GrainJson.Write((await rig.ReadAsync(late))!), rig.Clock.GetUtcNow().AddDays(2)));
        var orphan = TranscriptionMachine.Begin(rig.Put("x").Derive("gone"), 1, false, rig.Policies.Current.Defaults, rig.Clock.GetUtcNow());
        await rig.WriteAsync(new GrainWrite.Put(
            GrainId.Transcription(orphan.Id, 1), 0, GrainJson.Write(orphan), rig.Clock.GetUtcNow()));
        var garbage = GrainId.Voicemail(alone.Derive("garbage"));
        await rig.WriteAsync(new GrainWrite.Put(garbage, 0, "{"u8.ToArray(), rig.Clock.GetUtcNow()));

        var wrong = await RunAsync(rig);
        string[] expected =
        [
            $"voicemail/{lost}: has no content", $"voicemail/{damaged}: its content is damaged",
            $"{alone}: has content and no grain (voicemail rebuild makes it again)", $"voicemail/{never}: has no due time",
            $"voicemail/{late}: is due much later than its state asks",
            $"transcription/{orphan.Id}/1: is open, and its voicemail does not exist", $"{garbage}: its state cannot be read",
        ];
        foreach (var line in expected) Assert.Contains(line, wrong);
        Assert.Equal(expected.Length + 1, wrong.Count); // and the message that the orphan's identifier was derived from
    }

    [Fact]
    public async Task Run_OnFilesThatCannotBeRead_NamesThemAndGoesOn()
    {
        await using var rig = new StorageRig();
        var (content, envelope) = (await rig.ReceiveAsync("anna@example.com"), rig.Put("anna@example.com"));
        var alone = rig.Put("anna@example.com");
        string[] files = [rig.Files.Folders.FileOf(content, ".eml"), rig.Files.Folders.FileOf(envelope, ".env")];
        foreach (var file in files) File.Delete(file);
        Directory.CreateDirectory(files[0]); // to open it is EACCES
        File.CreateSymbolicLink(files[1], "/proc/self/mem"); // its first octet is EIO
        var wrong = await RunAsync(rig);
        string[] expected =
        [
            $"voicemail/{content}: its content cannot be read: ", $"{envelope}: has no grain, and its envelope file cannot be read: ",
            $"{alone}: has content and no grain",
        ];
        Assert.All(expected, start => Assert.Single(wrong, line => line.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(files, file => Assert.Single(wrong, line => line.Contains(file, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, wrong.Count);
    }

    [Fact]
    public async Task Run_WhileThingsAreUnderWay_RaisesNoAlarm()
    {
        await using var rig = new StorageRig();
        var behind = rig.Put("anna@example.com"); // its grain comes between the two looks
        var purged = await rig.ReceiveAsync("anna@example.com"); // its grain goes between them
        await rig.Spool.DeleteContentAsync(purged, default);
        var old = await rig.ReceiveAsync("anna@example.com"); // retention is over, the purge has begun
        var closed = (await rig.ReadAsync(old))! with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, ClosedAt = rig.Clock.GetUtcNow() - rig.Policies.Current.Defaults.Retention,
        };
        await rig.WriteAsync(new GrainWrite.Put(GrainId.Voicemail(old), 1, GrainJson.Write(closed), rig.Clock.GetUtcNow()));
        await rig.Spool.DeleteContentAsync(old, default);
        Assert.Empty(await RunAsync(rig, async () =>
        {
            var message = rig.Spool.ReadEnvelope(behind)!;
            await rig.CreateAsync(VoicemailState.Received(behind, message.ReceivedAt, message.Envelope, message.SizeBytes));
            await rig.WriteAsync(new GrainWrite.Delete(GrainId.Voicemail(purged), 1));
        }));
    }

    private static async Task<IReadOnlyList<string>> RunAsync(StorageRig rig, Func<Task>? between = null)
    {
        var waiting = rig.Clock.WhenTimersSet();
        var running = rig.Verify.RunAsync(default);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        if (between is not null) await between();
        rig.Clock.Advance(TimeSpan.FromSeconds(5));
        return await running.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
