using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// The keys of sealed content, in one file beside everything else: a line each, its correlation ID and the wrapped key,
/// and last their CRC-32C. Each backup replaces it, and the manifest does not name its octets. So a site can keep old
/// backups without it, and restore them with the newest one: what was purged since cannot be read from any of them.
/// </summary>
internal static class ContentKeyList
{
    /// <summary>Writes the keys there are; says how many. A backup that never had any has no file.</summary>
    public static long Write(string contentKeys, BackupFolder backup, IDurable durable)
    {
        long count = 0;
        var text = new StringBuilder();
        foreach (var (id, line) in ContentKeyFile.ReadAll(contentKeys))
        {
            if (WrappedKey.TryParse(line) is not { } key) continue;
            text.Append(CultureInfo.InvariantCulture, $"{id} {key}");
            count++;
        }

        if (count == 0 && !File.Exists(backup.ContentKeys)) return 0;
        var octets = Encoding.ASCII.GetBytes(text.ToString());
        octets = [.. octets, .. Encoding.ASCII.GetBytes($"{Crc32C.Of(octets):x8}\n")];
        FileCopy.Write(octets, backup.ContentKeys, Path.Combine(backup.Temporary, "content.keys"), durable);
        return count;
    }

    /// <summary>Reads the keys of a backup; none of one in clear.</summary>
    /// <exception cref="BackupException">
    /// They are missing or damaged, or sealed by master keys that are not here.
    /// </exception>
    public static IReadOnlyList<ContentKeyEntry> Read(BackupFolder backup, BackupManifest manifest, ContentKeys masters)
    {
        if (manifest.Sealed is null) return [];
        var path = backup.ContentKeys;
        if (!File.Exists(path))
            throw new BackupException($"The backup's content is sealed, and {path} with its keys is missing.");
        var octets = File.ReadAllBytes(path);
        var end = Math.Max(0, octets.Length - "12345678\n".Length);
        var sum = Encoding.ASCII.GetString(octets, end, octets.Length - end);
        if (sum != $"{Crc32C.Of(octets.AsSpan(0, end)):x8}\n") throw new BackupException($"Damaged: {path}");
        if (!masters.IsConfigured)
            throw new BackupException("The backup's content is sealed: set CONTENT_KEY_FILE or CONTENT_KEY_COMMAND.");
        List<ContentKeyEntry> keys = [];
        var lines = Encoding.ASCII.GetString(octets, 0, end);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ', 2) is not [var name, var rest] || !CorrelationId.TryParse(name, out var id)
                || WrappedKey.TryParse(rest) is not { } key)
                throw new BackupException($"Damaged: {path}");
            if (masters.WhatIsMissing(key) is { } missing)
                throw new BackupException($"The backup's content is sealed, and {missing}");
            keys.Add(new ContentKeyEntry(id, key));
        }

        return keys;
    }
}

/// <summary>The key of one message.</summary>
internal sealed record ContentKeyEntry(CorrelationId Id, WrappedKey Key);
