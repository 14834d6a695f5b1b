using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Backup;

public sealed class BackupTests
{
    [Fact]
    public async Task Restored_HasEveryGrainContentMarkJournalAndLogin()
    {
        await using var rig = new BackupRig();
        var id = await rig.From.ReceiveAsync("anna@example.com");
        await rig.From.MarkAsync(id, "anna@example.com");
        await rig.From.WriteAsync(new GrainWrite.Put(GrainId.Intake("ab"), 0, "{"u8.ToArray(), DateTimeOffset.MaxValue));
        await rig.From.WriteAsync(new GrainWrite.Put(GrainId.Intake("gone"), 0, "{}"u8.ToArray(), rig.From.Clock.GetUtcNow()));
        await rig.From.WriteAsync(new GrainWrite.Delete(GrainId.Intake("gone"), 1));
        var journalled = await rig.From.Files.AppendDurablyAsync("in the journal");
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "users.json"), "users");
        Directory.CreateDirectory(Path.Combine(rig.From.Root, "audit"));
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "audit", "2026-03.node.jsonl"), "entries");
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "audit", "node.head"), "end");
        Directory.CreateDirectory(Path.Combine(rig.From.Root, "keys"));
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "keys", "key.xml"), "key");
        Directory.CreateDirectory(Path.Combine(rig.From.Root, "searches"));
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "searches", "someone.json"), "kept");

        Directory.CreateDirectory(Path.Combine(rig.From.Root, "rules", "changes"));
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "rules", "policies.json"), "now");
        await File.WriteAllTextAsync(Path.Combine(rig.From.Root, "rules", "changes", "policies.json.000001"), "before");

        await rig.BackUpAsync();
        var newer = rig.From.Put("ben@example.com"); // moved by intake a moment too late for the copy of the store
        await rig.BackUpAsync();
        await rig.RestoreAsync();

        var before = (await rig.From.Store.ReadAsync(GrainId.Voicemail(id), default))!;
        var after = (await rig.To.Store.ReadAsync(GrainId.Voicemail(id), default))!;
        Assert.Equal(before.DueAt, after.DueAt);
        Assert.Equal(before.State.ToArray(), after.State.ToArray());
        Assert.Equal("{"u8.ToArray(), (await rig.To.Store.ReadAsync(GrainId.Intake("ab"), default))!.State.ToArray());
        Assert.Null(await rig.To.Store.ReadAsync(GrainId.Intake("gone"), default));
        Assert.Equal(
            (await rig.From.Spool.ReadContentAsync(id, default))!.Value.ToArray(),
            (await rig.To.Spool.ReadContentAsync(id, default))!.Value.ToArray());
        Assert.Single((await rig.To.Spool.ReadMarksAsync(id, default)).Delivered);
        Assert.Equal(VoicemailStage.Received, (await rig.To.ReadAsync(newer))!.Stage);
        Assert.Equal("users", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "users.json")));
        Assert.Equal("entries", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "audit", "2026-03.node.jsonl")));
        Assert.Equal("end", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "audit", "node.head")));
        Assert.Equal("key", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "keys", "key.xml")));
        Assert.Equal("now", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "rules", "policies.json")));
        Assert.Equal(
            "before",
            await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "rules", "changes", "policies.json.000001")));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(rig.To.Root, "searches", "someone.json")));
        await AssertAdoptableAsync(rig, journalled);
        Assert.NotEqual(await rig.From.Store.ReadHistoryAsync(default), await rig.To.Store.ReadHistoryAsync(default));
    }

    [Fact]
    public async Task Second_CopiesOnlyWhatIsNew()
    {
        await using var rig = new BackupRig();
        var first = await rig.From.ReceiveAsync("anna@example.com");
        Assert.Contains("2 files copied", await rig.BackUpAsync(), StringComparison.Ordinal);
        await rig.From.ReceiveAsync("ben@example.com");
        await rig.From.MarkAsync(first, "anna@example.com");
        Assert.Contains("3 files copied", await rig.BackUpAsync(), StringComparison.Ordinal);
        Assert.Contains("0 files copied", await rig.BackUpAsync(), StringComparison.Ordinal);
        Assert.Single(rig.Folder.Runs);
        await rig.From.MarkAsync(first, "anna@example.com"); // the file grows: the copy is refreshed
        Assert.Contains("1 files copied", await rig.BackUpAsync(), StringComparison.Ordinal);
        await rig.RestoreAsync();
        Assert.Equal(2, (await rig.To.Spool.ReadMarksAsync(first, default)).Delivered.Count);
    }

    [Fact]
    public async Task Purged_MessagesLeaveTheBackupToo_ButNotBeforeTheNextManifest()
    {
        await using var rig = new BackupRig();
        var kept = await rig.From.ReceiveAsync("anna@example.com");
        var purged = await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        await rig.From.Spool.DeleteContentAsync(purged, default);
        await rig.From.WriteAsync(new GrainWrite.Delete(GrainId.Voicemail(purged), 1));

        rig.From.Files.Disk.Break("rename", 5, "/manifest");
        await Assert.ThrowsAsync<DurabilityException>(() => rig.BackUpAsync());
        rig.From.Files.Disk.Heal();
        Assert.Contains(rig.Files, file => file.EndsWith($"{purged}.eml", StringComparison.Ordinal));
        await rig.BackUpAsync();
        Assert.DoesNotContain(rig.Files, file => file.Contains(purged.Value, StringComparison.Ordinal));
        await rig.RestoreAsync();
        Assert.Equal([kept], rig.To.Spool.EnumerateIds());
        Assert.Null(await rig.To.ReadAsync(purged));
    }

    /// <summary>Wherever a backup breaks off, the one before it can be restored, or there was none.</summary>
    [Fact]
    public async Task BrokenOffAtEachRename_TheLastOneCanBeRestored()
    {
        for (var at = 1; ; at++)
        {
            await using var rig = new BackupRig();
            var marked = await rig.From.ReceiveAsync("anna@example.com");
            await rig.From.MarkAsync(marked, "anna@example.com");
            await rig.From.Files.AppendDurablyAsync("in the journal");
            await rig.BackUpAsync();
            await rig.From.ReceiveAsync("anna@example.com");
            await rig.From.MarkAsync(marked, "ben@example.com");
            var left = at;
            rig.From.Files.Disk.Before((operation, path) =>
            {
                if (operation == "rename" && --left == 0) throw new DurabilityException(operation, path, 5, "injected");
            });
            var failure = await Record.ExceptionAsync(() => rig.BackUpAsync());
            rig.From.Files.Disk.Heal();
            await rig.RestoreAsync();
            Assert.Equal(failure is null ? 2 : 1, rig.To.Spool.EnumerateIds().Count());
            // All that the backup holds of them: it is what was delivered.
            var copy = await File.ReadAllBytesAsync(rig.File($"content/{marked.Day}/{marked}.delivered"));
            Assert.Equal(copy, await File.ReadAllBytesAsync(rig.To.Files.Folders.FileOf(marked, ".delivered")));
            if (failure is null) return;
        }
    }

    /// <summary>The order of the copies: a message moves from the journal to content and store at each moment.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MessageMovingOnAtAnyMoment_IsInTheCopyWithItsContent(bool isLarge)
    {
        for (var at = 1; ; at++)
        {
            await using var rig = new BackupRig();
            await rig.From.ReceiveAsync("anna@example.com");
            var moving = isLarge
                ? await rig.From.Files.AppendDraftAsync("on its way", rig.From.Clock.GetUtcNow())
                : await rig.From.Files.AppendDurablyAsync("on its way");
            var left = at;
            rig.From.Files.Disk.Before((operation, _) =>
            {
                if (operation == "rename" && --left == 0) rig.MoveOn(moving);
            });
            await rig.BackUpAsync();
            rig.From.Files.Disk.Heal();
            await rig.RestoreAsync();
            if (await rig.To.ReadAsync(moving.Id) is null) await AssertAdoptableAsync(rig, moving);
            else await rig.To.Files.AssertContentAsync(moving);
            if (left > 0) return;
        }
    }

    /// <summary>Intake gives a draft its name first and writes the envelope then; a backup looks in between.</summary>
    [Fact]
    public async Task DraftNamedAtAnyMoment_IsInTheCopyWithItsRecord()
    {
        for (var at = 1; ; at++)
        {
            await using var rig = new BackupRig();
            await rig.From.ReceiveAsync("anna@example.com");
            var moving = await rig.From.Files.AppendDraftAsync("on its way", rig.From.Clock.GetUtcNow());
            var left = at;
            rig.From.Files.Disk.Before((operation, _) =>
            {
                if (operation == "rename" && --left == 0)
                    File.Move(rig.From.Files.Folders.DraftOf(moving.Id), rig.From.Files.Folders.FileOf(moving.Id, ".eml"));
            });
            await rig.BackUpAsync();
            rig.From.Files.Disk.Heal();
            await rig.RestoreAsync();
            await AssertAdoptableAsync(rig, moving);
            if (left > 0) return;
        }
    }

    [Fact]
    public async Task MessagePurgedAtAnyMoment_LeavesNoContentInTheCopy()
    {
        for (var at = 1; ; at++)
        {
            await using var rig = new BackupRig();
            var purged = await rig.From.ReceiveAsync("anna@example.com");
            var left = at;
            rig.From.Files.Disk.Before((operation, _) =>
            {
                if (operation == "rename" && --left == 0) rig.From.Spool.DeleteContentAsync(purged, default).AsTask().Wait();
            });
            await rig.BackUpAsync();
            if (left > 0) return;
            var content = rig.Files.Where(file => file.StartsWith("content/", StringComparison.Ordinal)).Select(Path.GetExtension).ToList();
            Assert.Equal(content.Contains(".env"), content.Contains(".eml"));
        }
    }

    [Fact]
    public async Task Copies_ThatRotInTheBackup_AreMadeAgainWithinTenRuns()
    {
        await using var rig = new BackupRig();
        for (var i = 0; i < 5; i++) await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        var files = rig.Files.Where(file => file.StartsWith("content/", StringComparison.Ordinal)).ToList();
        foreach (var file in files)
        {
            var octets = await File.ReadAllBytesAsync(rig.File(file));
            octets[^1] ^= 1;
            await File.WriteAllBytesAsync(rig.File(file), octets);
        }

        await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        for (var i = 0; i < 10; i++) await rig.BackUpAsync();
        await rig.RestoreAsync();
        Assert.Equal((10, 5), (files.Count, rig.To.Spool.EnumerateIds().Count()));
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("run-000001/content.list")]
    public async Task LastOne_Damaged_IsFollowedByAWholeOne(string file)
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        await File.AppendAllTextAsync(rig.File(file), "x");
        Assert.StartsWith("Backup 2 ", await rig.BackUpAsync(), StringComparison.Ordinal);
        await rig.RestoreAsync();
    }

    [Fact]
    public async Task Folder_ThatHoldsSomethingElse_IsRefusedAndLeftAlone()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        Directory.CreateDirectory(rig.File("content/2026-01-01"));
        await File.WriteAllTextAsync(rig.File("content/2026-01-01/mine"), "");
        await Assert.ThrowsAsync<BackupException>(() => rig.BackUpAsync());
        Assert.Equal(["content/2026-01-01/mine"], rig.Files);
        var storage = new BackupRun(rig.From.Store, rig.From.Root, rig.From.Files.Disk, rig.From.Clock);
        foreach (var folder in new[] { rig.From.Root, Path.Combine(rig.From.Root, "backup"), Path.GetDirectoryName(rig.From.Root)! })
            await Assert.ThrowsAsync<BackupException>(() => storage.RunAsync(new BackupFolder(folder), default));
    }

    [Fact]
    public async Task Folder_WhileABackupIsMade_IsLocked()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        using (rig.Folder.Prepare(rig.From.Root, rig.From.Files.Disk))
            await Assert.ThrowsAsync<BackupException>(() => rig.BackUpAsync());
        await rig.BackUpAsync();
    }

    [Fact]
    public async Task Files_AreForTheirOwnerOnly()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.From.Files.AppendDurablyAsync("in the journal");
        await rig.BackUpAsync();
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var file in rig.Files) Assert.Equal(Owner, File.GetUnixFileMode(rig.File(file)));
        var folders = Directory.EnumerateDirectories(rig.Folder.Root, "*", SearchOption.AllDirectories);
        foreach (var folder in folders.Prepend(rig.Folder.Root))
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    private static async Task AssertAdoptableAsync(BackupRig rig, JournalMessage journalled)
    {
        await using var adopted = new SpoolRig(rig.To.Root, options => options.NodeName = "restored");
        var entry = Assert.Single(await adopted.ReadAsync());
        Assert.Equal(journalled.Id, entry.Id);
        await adopted.AssertContentAsync(journalled);
    }
}
