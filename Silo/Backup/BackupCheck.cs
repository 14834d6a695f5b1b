namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Proves a backup before anything is restored from it: everything its manifest names is there, unharmed.
/// </summary>
internal static class BackupCheck
{
    private const int NamedMax = 10;

    /// <summary>Reads the manifest and every file of a backup.</summary>
    /// <exception cref="BackupException">It is incomplete or damaged; the message names the files.</exception>
    public static BackupManifest Run(BackupFolder backup, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(backup) ?? throw new BackupException(
            $"{backup.Root} has no manifest: it holds no backup, or one that was never completed.");
        var bad = Bad(backup, manifest.Files, cancellationToken);
        // The list of content files is itself among the files: it is trusted only when they are good.
        if (bad.Count == 0) bad = Bad(backup, ContentOf(backup, manifest), cancellationToken);
        if (bad.Count == 0) return manifest;
        var more = bad.Count > NamedMax ? $"\n  and {bad.Count - NamedMax} more" : "";
        throw new BackupException(
            $"The backup is damaged; nothing was restored:\n  {string.Join("\n  ", bad.Take(NamedMax))}{more}");
    }

    /// <summary>The content files of a backup.</summary>
    public static IEnumerable<BackupFile> ContentOf(BackupFolder backup, BackupManifest manifest)
    {
        var name = $"{BackupFolder.RunName(manifest.Number)}/{BackupManifest.ContentName}";
        return ContentList.Read(backup.FileOf(name))
            .Select(file => new BackupFile($"content/{file.Path}", file.Size, file.Crc32C));
    }

    private static List<string> Bad(
        BackupFolder backup, IEnumerable<BackupFile> files, CancellationToken cancellationToken)
    {
        List<string> bad = [];
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileCopy.Check(backup.FileOf(file.Path), file.Size, file.Crc32C) is { } wrong)
                bad.Add($"{file.Path} {wrong}");
        }

        return bad;
    }
}
