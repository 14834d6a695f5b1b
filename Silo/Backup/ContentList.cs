using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// The content files of a backup, a line each: CRC-32C in hexadecimal, octets, time of the source's last change in
/// ticks since 0001 (UTC), and the path below <c>content/</c>; between them one blank. The next backup takes over,
/// unread, what has the same size and time.
/// </summary>
internal static class ContentList
{
    /// <summary>Writes a list.</summary>
    public static byte[] Write(IEnumerable<ContentFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files)
            text.Append(CultureInfo.InvariantCulture, $"{file.Crc32C:x8} {file.Size} {file.ModifiedAt} {file.Path}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// Whether files of this name in a backup only grow, so that the next one may have put a longer file in the place
    /// of the one listed: marks and drafts.
    /// </summary>
    public static bool IsAppendedTo(string name) => name.StartsWith("content/", StringComparison.Ordinal)
        && Path.GetExtension(name) is ".delivered" or ".draft";

    /// <summary>Reads a list.</summary>
    /// <exception cref="BackupException">It is damaged.</exception>
    public static IEnumerable<ContentFile> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(' ', 4);
            if (fields.Length != 4
                || !uint.TryParse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc)
                || !long.TryParse(fields[1], CultureInfo.InvariantCulture, out var size)
                || !long.TryParse(fields[2], CultureInfo.InvariantCulture, out var modifiedAt))
                throw new BackupException($"Damaged: {path}");
            yield return new ContentFile(fields[3], size, crc, modifiedAt);
        }
    }
}

/// <summary>A content file of a backup.</summary>
/// <param name="Path">Below <c>content/</c>, with slashes.</param>
/// <param name="Size">Octets.</param>
/// <param name="Crc32C">Their checksum.</param>
/// <param name="ModifiedAt">When the source had last changed, in ticks.</param>
internal sealed record ContentFile(string Path, long Size, uint Crc32C, long ModifiedAt);
