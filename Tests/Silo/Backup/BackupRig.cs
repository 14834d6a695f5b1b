using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Silo.Recovery;
using VoicemailOrleans.Tests.Silo.Spool;
using VoicemailOrleans.Tests.Silo.Stores;

namespace VoicemailOrleans.Tests.Silo.Backup;

/// <summary>A storage folder, a folder for its backups, and an empty storage folder to restore into.</summary>
internal sealed class BackupRig : IAsyncDisposable
{
    private readonly TemporaryFolder target = new();

    public StorageRig From { get; init; } = new();

    public StorageRig To { get; init; } = new();

    public BackupFolder Folder => new(target.File("backup"));

    public string File(string name) => Path.Combine(Folder.Root, name);

    /// <summary>The files of the backup, by name.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Folder.Root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder.Root, file)).Order(StringComparer.Ordinal);

    public Task<string> BackUpAsync(IDurable? disk = null) =>
        new BackupRun(From.Store, From.Root, disk ?? From.Files.Disk, From.Clock).RunAsync(Folder, default);

    public Task<string> RestoreAsync(bool leavesOutDamaged = false) =>
        new RestoreRun(To.Store, To.Root, To.Files.Disk, To.Files.Options.ContentKeys, To.Rebuild, To.Clock)
            .RunAsync(Folder, leavesOutDamaged, default);

    /// <summary>Does with a message of the journal what intake and the next checkpoint do, all at once.</summary>
    public void MoveOn(JournalMessage message) => Task.Run(async () =>
    {
        var content = Encoding.Latin1.GetBytes(SpoolRig.TextOf(message));
        var draft = (message.Draft as ContentDraft)?.Facts;
        var header = new JournalHeader(message.Id, message.ReceivedAt, message.Envelope, draft);
        From.Files.Services.GetRequiredService<ContentFiles>().TryStore(header, content);
        await From.CreateAsync(VoicemailState.Received(message.Id, message.ReceivedAt, message.Envelope, content.Length));
        foreach (var segment in From.Files.Segments) System.IO.File.Delete(segment);
    }).Wait();

    public async ValueTask DisposeAsync()
    {
        await From.DisposeAsync();
        await To.DisposeAsync();
        target.Dispose();
    }
}
