using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// The last file of a backup: what is not named here does not belong to it. One line of JSON, then a line with the
/// CRC-32C of the first in hexadecimal. A folder without it holds a backup that was never completed.
/// </summary>
/// <param name="Format">1. A newer one is refused.</param>
/// <param name="Number">Counts the backups made into the folder.</param>
/// <param name="StartedAt">Every message acknowledged before is in the backup.</param>
/// <param name="CompletedAt">When everything was copied.</param>
/// <param name="Grains">Grains in it.</param>
/// <param name="Messages">Messages with content in it.</param>
/// <param name="Files">Everything below the run's folder, the list of content files among it.</param>
/// <param name="Sealed">Keys of sealed content that lie beside; null when there are none.</param>
internal sealed record BackupManifest(
    int Format, long Number, DateTimeOffset StartedAt, DateTimeOffset CompletedAt, long Grains, long Messages,
    IReadOnlyList<BackupFile> Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Sealed = null)
{
    /// <summary>The format this release writes.</summary>
    public const int FormatNow = 1;

    /// <summary>The name of the store's copy below the run's folder.</summary>
    public const string GrainsName = "grains.gz";

    /// <summary>The name of the list of content files below the run's folder.</summary>
    public const string ContentName = "content.list";

    /// <summary>Reads a folder's manifest; null when there is none.</summary>
    /// <exception cref="BackupException">It is damaged or of a newer release.</exception>
    public static BackupManifest? Read(BackupFolder folder)
    {
        if (!File.Exists(folder.Manifest)) return null;
        var octets = File.ReadAllBytes(folder.Manifest);
        try
        {
            var end = octets.AsSpan().IndexOf((byte)'\n');
            var isWhole = end > 0 && octets.AsSpan(end + 1).SequenceEqual(Sum(octets.AsSpan(0, end)));
            var manifest = isWhole
                ? JsonSerializer.Deserialize(octets.AsSpan(0, end), BackupJson.Default.BackupManifest)
                : null;
            if (manifest is null) throw new BackupException($"Damaged: {folder.Manifest}");
            return manifest.Format <= FormatNow
                ? manifest
                : throw new BackupException($"The backup has format {manifest.Format}: run the newer release.");
        }
        catch (JsonException e)
        {
            throw new BackupException($"Damaged: {folder.Manifest}", e);
        }
    }

    /// <summary>The octets of the file.</summary>
    public byte[] ToOctets()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);
        return [.. json, (byte)'\n', .. Sum(json)];
    }

    private static byte[] Sum(ReadOnlySpan<byte> json) =>
        System.Text.Encoding.ASCII.GetBytes($"{Crc32C.Of(json):x8}\n");
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">Below the backup folder, with slashes.</param>
/// <param name="Size">Octets.</param>
/// <param name="Crc32C">Their checksum.</param>
internal sealed record BackupFile(string Path, long Size, uint Crc32C);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
