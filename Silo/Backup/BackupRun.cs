using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Makes a backup while the service runs.
/// <para>Theory of operation. The order is the whole secret: journals, then the store, then content. A message that was
/// acknowledged before the start is in the journal, or its content and its grain are durable. If its journal segment is
/// still there when journals are copied, it is in the copy. If not, its grain was there before the store was copied and
/// its content before content was copied. Every grain in the copy had its content when the store was copied, so content
/// has it too; but for a grain whose content was purged meanwhile, which is due for that purge in the copy as well and
/// finds nothing to do. Marks are copied after the store: what was relayed in between is not relayed again after a
/// restore.</para>
/// <para>A message may be in the copy twice, in a journal and with a grain: intake, which replays journals, knows that.
/// Content without grain (it came after the store was copied) gets its grain by the rebuild that ends a restore.</para>
/// <para>The store is read through its port, stretch by stretch, until a stretch is the last: then what was read is all
/// there was at that moment, whatever kind of store it is.</para>
/// <para>What a crash leaves. Each run writes into a folder of its own and into content/ only whole files under their
/// final names, of which those that the last backup has differ only by being longer (marks, see
/// <see cref="ContentList.IsAppendedTo"/>); the manifest, written last when all else is durable, changes from the last
/// backup to this one in one rename. Only then is removed what belongs to the last one alone: its run folder, and the
/// content of messages purged since, so that retention holds in backups too.</para>
/// </summary>
internal sealed class BackupRun(IGrainStore store, string storagePath, IDurable durable, TimeProvider clock)
{
    private const int ExportMax = 500;

    private readonly string storage = Path.GetFullPath(storagePath);

    /// <summary>Makes it; says in one line what came of it.</summary>
    /// <exception cref="BackupException">The folder cannot be used.</exception>
    public async Task<string> RunAsync(BackupFolder backup, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        using var held = backup.Prepare(storage, durable);
        using var root = durable.OpenFolder(backup.Root); // now: the kernel tells it of every failed write from here on
        var number = backup.LastNumber + 1;
        var run = Path.Combine(backup.Root, BackupFolder.RunName(number));
        SpoolFolders.Create(run, durable);

        List<BackupFile> files = [.. CopyJournals(backup, run)];
        var grains = await CopyStoreAsync(backup, run, files, cancellationToken);
        files.AddRange(CopyPeoplesFiles(backup, run));
        files.AddRange(CopyAudit(backup, run));
        var content = new ContentCopy(Path.Combine(storage, "content"), backup, number, durable);
        content.Know(Known(backup));
        var list = content.Run(cancellationToken);
        files.Add(Write(backup, run, BackupManifest.ContentName, ContentList.Write(list)));
        durable.SyncFileSystem(root, backup.Root);
        // After content: what is purged from here on has no key in it.
        var keys = ContentKeyList.Write(Path.Combine(storage, "content-keys"), backup, durable);
        var manifest = new BackupManifest(
            BackupManifest.FormatNow, number, started, clock.GetUtcNow(), grains, content.Messages, files,
            keys == 0 ? null : keys);
        FileCopy.Write(manifest.ToOctets(), backup.Manifest, Path.Combine(backup.Temporary, "manifest"), durable);

        foreach (var other in backup.Runs.ToList())
            if (other != run) Directory.Delete(other, recursive: true);
        var deleted = ContentCopy.DeleteOthers(backup, list);
        durable.SyncFileSystem(root, backup.Root);
        var seconds = (clock.GetUtcNow() - started).TotalSeconds;
        return FormattableString.Invariant(
            $"Backup {number} of {started:yyyy-MM-dd HH:mm:ss} UTC: {grains} grains, {content.Messages} messages; ")
            + FormattableString.Invariant($"{content.CopiedFiles} files copied ({content.CopiedBytes >> 10} KiB), ")
            + FormattableString.Invariant($"{deleted} purged ones removed, {seconds:0.0} s.");
    }

    /// <summary>
    /// The content files of the last backup. None when its manifest or its list is damaged: then all are copied anew.
    /// </summary>
    private static IReadOnlyList<ContentFile> Known(BackupFolder backup)
    {
        try
        {
            if (BackupManifest.Read(backup) is not { } last) return [];
            var name = $"{BackupFolder.RunName(last.Number)}/{BackupManifest.ContentName}";
            var isWhole = last.Files.FirstOrDefault(file => file.Path == name) is { } list
                && FileCopy.Check(backup.FileOf(name), list.Size, list.Crc32C) is null;
            return isWhole ? [.. ContentList.Read(backup.FileOf(name))] : [];
        }
        catch (BackupException)
        {
            return [];
        }
    }

    /// <summary>
    /// The identifiers known as safe go first: what they name was in the store before the store is copied.
    /// </summary>
    private IEnumerable<BackupFile> CopyJournals(BackupFolder backup, string run)
    {
        var journals = Path.Combine(storage, "journal");
        if (!Directory.Exists(journals)) yield break;
        foreach (var node in Directory.EnumerateDirectories(journals).Order(StringComparer.Ordinal))
        foreach (var pattern in new[] { "*.done", "*.seg" })
        foreach (var file in Directory.EnumerateFiles(node, pattern).Order(StringComparer.Ordinal))
        foreach (var part in pattern == "*.seg" ? [Segment.KeyPathOf(file), file] : (string[])[file])
            if (Copy(backup, run, part, Path.Combine("journal", Path.GetFileName(node))) is { } copied)
                yield return copied;
    }

    /// <summary>The ends of the chains first: what is added meanwhile lies behind them.</summary>
    private IEnumerable<BackupFile> CopyAudit(BackupFolder backup, string run)
    {
        var audit = Path.Combine(storage, "audit");
        if (!Directory.Exists(audit)) yield break;
        foreach (var pattern in new[] { "*.head", "*.jsonl" })
        foreach (var file in Directory.EnumerateFiles(audit, pattern).Order(StringComparer.Ordinal))
            if (Copy(backup, run, file, "audit") is { } copied)
                yield return copied;
    }

    private IEnumerable<BackupFile> CopyPeoplesFiles(BackupFolder backup, string run)
    {
        if (Copy(backup, run, Path.Combine(storage, "users.json"), "") is { } users) yield return users;
        foreach (var folder in new[] { "keys", "searches", "rules", Path.Combine("rules", "changes") })
        {
            var from = Path.Combine(storage, folder);
            if (!Directory.Exists(from)) continue;
            foreach (var file in Directory.EnumerateFiles(from).Order(StringComparer.Ordinal))
                if (Copy(backup, run, file, folder) is { } copied)
                    yield return copied;
        }
    }

    private async Task<long> CopyStoreAsync(
        BackupFolder backup, string run, List<BackupFile> files, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(backup.Temporary, BackupManifest.GrainsName);
        HashSet<GrainId> there = [];
        using (var file = SpoolFolders.CreateFile(temporary))
        {
            using (var archive = new GrainArchive(file))
            {
                GrainExport export;
                long position = 0;
                do
                {
                    export = await store.ExportAsync(position, ExportMax, cancellationToken);
                    archive.Add(export);
                    there.UnionWith(export.Records.Select(record => record.Id));
                    there.ExceptWith(export.Deleted);
                    position = export.Position;
                }
                while (!export.IsLast);
                archive.End();
            }

            durable.SyncData(file.SafeFileHandle, temporary);
        }

        if (Copy(backup, run, temporary, "") is { } copied) files.Add(copied);
        File.Delete(temporary);
        return there.Count;
    }

    private BackupFile? Copy(BackupFolder backup, string run, string source, string below)
    {
        var folder = Path.Combine(run, below);
        var target = Path.Combine(folder, Path.GetFileName(source));
        if (!File.Exists(source)) return null;
        SpoolFolders.Create(folder, durable);
        var copied = FileCopy.Copy(source, target, Path.Combine(backup.Temporary, "copy"), durable);
        return copied is { } file ? new BackupFile(NameOf(backup, target), file.Size, file.Crc32C) : null;
    }

    private BackupFile Write(BackupFolder backup, string run, string name, byte[] octets)
    {
        var target = Path.Combine(run, name);
        FileCopy.Write(octets, target, Path.Combine(backup.Temporary, name), durable);
        return new BackupFile(NameOf(backup, target), octets.Length, Crc32C.Of(octets));
    }

    private static string NameOf(BackupFolder backup, string path) => Path.GetRelativePath(backup.Root, path);
}
