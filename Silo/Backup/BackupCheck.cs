namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Proves a backup before anything is restored from it: everything its manifest names is there, unharmed. A backup that
/// broke off may have put longer marks in the place of those that this one lists: their beginning is proved, see
/// <see cref="ContentList.IsAppendedTo"/>.
/// </summary>
internal static class BackupCheck
{
    private const int NamedMax = 10;

    /// <summary>Reads the manifest and every file of a backup.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="leavesOutDamaged">Damaged content files are said and not refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The manifest, and what is wrong with content files, by name.</returns>
    /// <exception cref="BackupException">It is incomplete or damaged; the message names the files.</exception>
    public static (BackupManifest Manifest, IReadOnlyDictionary<string, string> Damaged) Run(
        BackupFolder backup, bool leavesOutDamaged, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(backup) ?? throw new BackupException(
            $"{backup.Root} has no manifest: it holds no backup, or one that was never completed.");
        var bad = Bad(backup, manifest.Files, cancellationToken);
        if (bad.Count > 0) throw Refusal(bad);
        // The list of content files is itself among the files: it is trusted only when they are good.
        bad = Bad(backup, ContentOf(backup, manifest), cancellationToken);
        return bad.Count == 0 || leavesOutDamaged
            ? (manifest, bad)
            : throw Refusal(bad, "\nvoicemail restore --without-damaged leaves them out.");
    }

    /// <summary>The content files of a backup.</summary>
    public static IEnumerable<BackupFile> ContentOf(BackupFolder backup, BackupManifest manifest)
    {
        var name = $"{BackupFolder.RunName(manifest.Number)}/{BackupManifest.ContentName}";
        return ContentList.Read(backup.FileOf(name))
            .Select(file => new BackupFile($"content/{file.Path}", file.Size, file.Crc32C));
    }

    private static BackupException Refusal(Dictionary<string, string> bad, string hint = "")
    {
        var named = bad.Take(NamedMax).Select(file => $"{file.Key} {file.Value}");
        var more = bad.Count > NamedMax ? $"\n  and {bad.Count - NamedMax} more" : "";
        return new BackupException(
            $"The backup is damaged; nothing was restored:\n  {string.Join("\n  ", named)}{more}{hint}");
    }

    private static Dictionary<string, string> Bad(
        BackupFolder backup, IEnumerable<BackupFile> files, CancellationToken cancellationToken)
    {
        Dictionary<string, string> bad = new(StringComparer.Ordinal);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mayBeLonger = ContentList.IsAppendedTo(file.Path);
            if (FileCopy.Check(backup.FileOf(file.Path), file.Size, file.Crc32C, mayBeLonger) is { } wrong)
                bad[file.Path] = wrong;
        }

        return bad;
    }
}
