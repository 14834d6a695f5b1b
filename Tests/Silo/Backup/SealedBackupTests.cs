using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;
using VoicemailOrleans.Tests.Silo.Recovery;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Backup;

/// <summary>Backups of a site that seals its content.</summary>
public sealed class SealedBackupTests
{
    [Fact]
    public async Task Restore_ContentJournalAndDrafts_OpenWithTheKeys()
    {
        await using var rig = Rig("ba");
        var moved = await ReceiveAsync(rig, "the purple elephant");
        var waiting = await rig.From.Files.AppendDurablyAsync("purple, in the journal");
        var draft = await rig.From.Files.AppendDraftAsync("purple, in a draft");
        await rig.BackUpAsync();
        foreach (var file in rig.Files) Assert.Equal(-1, File.ReadAllBytes(rig.File(file)).AsSpan().IndexOf("purple"u8));
        Assert.Contains("content.keys", rig.Files);
        await rig.RestoreAsync();
        rig.To.Files.Restart();
        await rig.To.Files.Adopter.AdoptAsync(default);
        Assert.Equal([waiting.Id, draft.Id], (await rig.To.Files.ReadAllAsync()).Select(entry => entry.Id));
        foreach (var message in new[] { moved, waiting, draft }) await rig.To.Files.AssertContentAsync(message);
    }

    /// <summary>The keys may lie on another volume.</summary>
    [Fact]
    public async Task Restore_KeysNotDurable_IsNotFinished()
    {
        await using var rig = Rig("a");
        await ReceiveAsync(rig, "sealed");
        await rig.BackUpAsync();
        rig.To.Files.Disk.Break("syncfs", 5, "/content-keys");
        await Assert.ThrowsAsync<DurabilityException>(() => rig.RestoreAsync());
        Assert.True(RestoreMarker.IsThere(rig.To.Root));
    }

    [Theory]
    [InlineData("", "set CONTENT_KEY_FILE")]
    [InlineData("c", "does not have the content key 'a'")]
    public async Task Restore_WithoutTheKeys_IsRefusedAndNothingIsTouched(string keys, string says)
    {
        await using var rig = Rig(keys);
        await ReceiveAsync(rig, "sealed");
        await rig.BackUpAsync();
        var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(rig.To.Spool.EnumerateIds());
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("cut")]
    [InlineData("flipped")]
    public async Task Restore_ListOfKeysDamaged_IsRefused(string how)
    {
        await using var rig = Rig("a");
        await ReceiveAsync(rig, "sealed");
        await rig.BackUpAsync();
        var octets = await File.ReadAllBytesAsync(rig.Folder.ContentKeys);
        if (how == "gone") File.Delete(rig.Folder.ContentKeys);
        else if (how == "cut") await File.WriteAllBytesAsync(rig.Folder.ContentKeys, octets[..^20]);
        else
        {
            octets[40] ^= 1;
            await File.WriteAllBytesAsync(rig.Folder.ContentKeys, octets);
        }

        var refusal = await Assert.ThrowsAsync<BackupException>(() => rig.RestoreAsync());
        Assert.Contains(rig.Folder.ContentKeys, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(rig.To.Spool.EnumerateIds());
    }

    /// <summary>A site keeps old backups without the list of keys, and of that the newest.</summary>
    [Fact]
    public async Task OldBackup_WithTheNewestKeys_OpensWhatWasNotPurgedSince()
    {
        await using var rig = Rig("a");
        var kept = await ReceiveAsync(rig, "kept");
        var purged = await ReceiveAsync(rig, "purged");
        await rig.BackUpAsync();
        var old = rig.Files.Where(file => file != "content.keys").ToDictionary(file => file, file => File.ReadAllBytes(rig.File(file)));
        await rig.From.Spool.DeleteContentAsync(purged.Id, default);
        await rig.From.WriteAsync(new GrainWrite.Delete(GrainId.Voicemail(purged.Id), 1));
        await ReceiveAsync(rig, "newer");
        await rig.BackUpAsync();
        Assert.DoesNotContain(purged.Id.Value, await File.ReadAllTextAsync(rig.Folder.ContentKeys), StringComparison.Ordinal);
        foreach (var (name, octets) in old)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(rig.File(name))!);
            await File.WriteAllBytesAsync(rig.File(name), octets);
        }

        await rig.RestoreAsync();
        Assert.Equal([rig.To.Files.KeyOf(kept.Id)], Directory.GetFiles(rig.To.Files.Folders.ContentKeys, "*.key", SearchOption.AllDirectories));
        await rig.To.Files.AssertContentAsync(kept);
        await Assert.ThrowsAsync<InvalidDataException>(() => rig.To.Spool.ReadContentAsync(purged.Id, default).AsTask());
    }

    [Fact]
    public async Task LastSealedMessagePurged_BackupBreaksOff_TheLastOneCanBeRestored()
    {
        await using var rig = Rig("a");
        var purged = await ReceiveAsync(rig, "purged");
        await rig.BackUpAsync();
        await rig.From.Spool.DeleteContentAsync(purged.Id, default);
        rig.From.Files.Disk.Break("rename", 5, "/manifest");
        await Assert.ThrowsAsync<DurabilityException>(() => rig.BackUpAsync());
        await rig.RestoreAsync();
        Assert.Equal([purged.Id], rig.To.Spool.EnumerateIds()); // its grain purges it there too
    }

    [Fact]
    public async Task Clear_HasNoListOfKeys()
    {
        await using var rig = new BackupRig();
        await rig.From.ReceiveAsync("anna@example.com");
        await rig.BackUpAsync();
        Assert.DoesNotContain("content.keys", rig.Files);
        Assert.DoesNotContain("ealed", await File.ReadAllTextAsync(rig.Folder.Manifest), StringComparison.Ordinal);
    }

    private static BackupRig Rig(string keysOfRestore) => new()
    {
        From = new StorageRig(options => options.ContentKeys = TestKeys.Of("a")),
        To = new StorageRig(options => options.ContentKeys = keysOfRestore.Length == 0 ? ContentKeys.None : TestKeys.Of(keysOfRestore)),
    };

    /// <summary>A message that has left the journal, with its grain.</summary>
    private static async Task<JournalMessage> ReceiveAsync(BackupRig rig, string content)
    {
        var message = await rig.From.Files.AppendDurablyAsync(content);
        await rig.From.Files.MoveOnAsync();
        await rig.From.CreateAsync(VoicemailState.Received(message.Id, message.ReceivedAt, message.Envelope, Encoding.Latin1.GetByteCount(content)));
        return message;
    }
}
