using System.Globalization;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Restores a backup into an empty storage folder and an empty store.
/// <para>Theory of operation. First every checksum of the backup is proved; then it is made sure that nothing is there
/// which could be mixed with it, and a marker is put up. If asked to, it leaves damaged content files out: a message
/// without its content is parked by its first turn. Content comes before grains, so that a grain that exists has
/// its content, then journals and logins, all made durable at once; then grains, in commits that create; then the
/// rebuild makes grains of messages that came after the store was copied; then the marker goes. Cut off anywhere, the
/// restore can be begun again: content is written over itself, a grain that exists is one that was restored.</para>
/// <para>Journals go into a journal of their own, journal/restored, whose segments are numbered anew because they come
/// from several nodes; a gateway adopts it like that of any node that does not come back. The store has a new history
/// by itself, since it was empty.</para>
/// </summary>
internal sealed class RestoreRun(
    IGrainStore store, string storagePath, IDurable durable, ContentKeys contentKeys, SpoolRebuild rebuild,
    TimeProvider clock)
{
    private const int CommitGrainsMax = 200;
    private const int CommitBytesMax = 4 << 20;
    private const string JournalName = "restored";

    private readonly string storage = Path.GetFullPath(storagePath);
    private readonly SpoolFolders folders = new(new SpoolOptions { StoragePath = storagePath });

    /// <summary>Restores; says in one line what came of it, and before it what was left out, a line each.</summary>
    /// <exception cref="BackupException">The backup or the storage folder will not do.</exception>
    public async Task<string> RunAsync(
        BackupFolder backup, bool leavesOutDamaged, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var (manifest, damaged) = BackupCheck.Run(backup, leavesOutDamaged, cancellationToken);
        var keys = ContentKeyList.Read(backup, manifest, contentKeys);
        var archive = new GrainArchiveReader(
            backup.FileOf($"{BackupFolder.RunName(manifest.Number)}/{BackupManifest.GrainsName}"));
        if (!RestoreMarker.IsThere(storage)) await RequireEmptyAsync(cancellationToken);
        RequireUnused();
        RestoreMarker.Put(storage, durable);
        using (var root = durable.OpenFolder(storage))
        {
            foreach (var file in BackupCheck.ContentOf(backup, manifest))
                if (!damaged.ContainsKey(file.Path)) Copy(backup, file, file.Path);
            CopyRun(backup, manifest);
            WriteKeys(keys);
            durable.SyncFileSystem(root, storage);
        }

        var grains = await CreateAsync(archive.Read(), cancellationToken);
        var rebuilt = await rebuild.RunAsync(cancellationToken);
        RestoreMarker.Remove(storage, durable);
        var seconds = (clock.GetUtcNow() - started).TotalSeconds;
        return string.Concat(damaged.Select(file => $"Left out: {file.Key} {file.Value}\n")) + string.Create(
            CultureInfo.InvariantCulture,
            $"Restored backup {manifest.Number} of {manifest.StartedAt:yyyy-MM-dd HH:mm:ss} UTC: {grains} grains, ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{manifest.Messages} messages, {rebuilt.Made} of them newer than the copy of the store, {seconds:0.0} s.");
    }

    private async Task RequireEmptyAsync(CancellationToken cancellationToken)
    {
        var content = Path.Combine(storage, "content");
        var days = Directory.Exists(content) ? Directory.EnumerateDirectories(content) : [];
        if (days.Any(day => Path.GetFileName(day) != "tmp"))
            throw new BackupException($"{content} is not empty: restore into an empty storage folder.");
        var journals = Path.Combine(storage, "journal");
        var segments = Directory.Exists(journals)
            ? Directory.EnumerateFiles(journals, "*.seg", SearchOption.AllDirectories)
            : [];
        if (segments.Any())
            throw new BackupException($"{journals} holds accepted mail: start the service once so that it moves on.");
        GrainExport export;
        long position = 0;
        do
        {
            export = await store.ExportAsync(position, CommitGrainsMax, cancellationToken);
            if (export.Records.Count > 0)
                throw new BackupException("The store is not empty: restore into an empty one.");
            position = export.Position;
        }
        while (!export.IsLast);
    }

    /// <summary>A running gateway holds the lock of its journal.</summary>
    private void RequireUnused()
    {
        var journals = Path.Combine(storage, "journal");
        if (!Directory.Exists(journals)) return;
        foreach (var path in Directory.EnumerateFiles(journals, "lock", SearchOption.AllDirectories))
        {
            try
            {
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            }
            catch (IOException e)
            {
                throw new BackupException($"A service is running on {storage}: stop it first.", e);
            }
        }
    }

    private void CopyRun(BackupFolder backup, BackupManifest manifest)
    {
        var run = BackupFolder.RunName(manifest.Number) + "/";
        long segments = 0;
        foreach (var file in manifest.Files)
        {
            var name = file.Path[run.Length..];
            if (name is BackupManifest.GrainsName or BackupManifest.ContentName) continue;
            if (!name.StartsWith("journal/", StringComparison.Ordinal)) Copy(backup, file, name);
            else if (name.EndsWith(".seg", StringComparison.Ordinal)) CopySegment(backup, manifest, file, ++segments);
        }
    }

    private void CopySegment(BackupFolder backup, BackupManifest manifest, BackupFile segment, long number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"journal/{JournalName}/{number:D12}");
        var done = Path.ChangeExtension(segment.Path, ".done");
        // What is known as safe first: a segment without it would be replayed whole.
        if (manifest.Files.FirstOrDefault(file => file.Path == done) is { } safe) Copy(backup, safe, name + ".done");
        var key = Segment.KeyPathOf(segment.Path);
        if (manifest.Files.FirstOrDefault(file => file.Path == key) is { } own) Copy(backup, own, name + ".key");
        Copy(backup, segment, name + ".seg");
    }

    /// <summary>
    /// Those of the content that was restored: the list may be newer than the backup. Their folder may be another
    /// volume.
    /// </summary>
    private void WriteKeys(IReadOnlyList<ContentKeyEntry> keys)
    {
        if (keys.Count == 0) return;
        SpoolFolders.Create(folders.ContentKeys, durable);
        using var root = durable.OpenFolder(folders.ContentKeys);
        foreach (var key in keys.Where(key => File.Exists(folders.FileOf(key.Id, ".env"))))
            ContentKeyFile.Create(folders.KeyOf(key.Id), key.Key.ToLine(), durable, isDurable: false);
        durable.SyncFileSystem(root, folders.ContentKeys);
    }

    private void Copy(BackupFolder backup, BackupFile file, string name)
    {
        var target = Path.Combine(storage, name);
        SpoolFolders.Create(Path.GetDirectoryName(target)!, durable);
        var copied = FileCopy.Copy(backup.FileOf(file.Path), target, target + ".new", durable);
        if (copied == (file.Size, file.Crc32C)) return;
        // Of marks that are longer than they were, all are restored: they say what has been delivered since.
        if (!ContentList.IsAppendedTo(name) || FileCopy.Check(target, file.Size, file.Crc32C, true) is not null)
            throw new BackupException($"Changed during the restore: {file.Path}");
    }

    private async Task<long> CreateAsync(IEnumerable<GrainRecord> records, CancellationToken cancellationToken)
    {
        long created = 0;
        var bytes = 0;
        List<GrainWrite> writes = [];
        foreach (var record in records)
        {
            writes.Add(new GrainWrite.Put(record.Id, 0, record.State, record.DueAt));
            created++;
            bytes += record.State.Length;
            if (writes.Count < CommitGrainsMax && bytes < CommitBytesMax) continue;
            await CommitAsync(writes, cancellationToken);
            bytes = 0;
        }

        await CommitAsync(writes, cancellationToken);
        return created;
    }

    private async Task CommitAsync(List<GrainWrite> writes, CancellationToken cancellationToken)
    {
        while (writes.Count > 0)
        {
            var result = await store.CommitAsync(new GrainCommit([.. writes]), cancellationToken);
            if (result.Conflict is not { } there) break;
            writes.RemoveAll(write => write.Id == there); // restored before the restore was cut off
        }

        writes.Clear();
    }
}
