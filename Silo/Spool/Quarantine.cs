using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Keeps damaged stretches of journal segments for people to look at, durably, before the segment goes; of a sealed one
/// with its key, since that goes too. What the disk does not give is zeros in the copy.
/// </summary>
internal sealed class Quarantine(
    SpoolFolders folders, IDurable durable, SpoolMetrics metrics, ILogger<Quarantine> logger)
{
    private const int ChunkLength = 1 << 20;

    /// <summary>Copies a stretch of a segment. Doing it again overwrites the copy with the same octets.</summary>
    public void Keep(Segment segment, SegmentScanner source, Extent extent)
    {
        SpoolFolders.Create(folders.Quarantine, durable);
        var name = Path.Combine(folders.Quarantine, $"{folders.NodeName}-{segment.Number:D12}");
        var path = $"{name}-{extent.Offset:D12}.damaged";
        SegmentKeyFile.TryCopy(segment.KeyPath, name + ".key", durable, isGivenUp: source.FillsGaps);
        using (var copy = SpoolFolders.CreateFile(path))
        {
            var chunk = new byte[Math.Min(ChunkLength, extent.Length)];
            for (long done = 0; done < extent.Length;)
            {
                var wanted = (int)Math.Min(chunk.Length, extent.Length - done);
                var read = source.ReadAt(chunk.AsSpan(0, wanted), extent.Offset + done);
                if (read == 0) break;
                durable.Write(copy.SafeFileHandle, path, [chunk.AsMemory(0, read)], done);
                done += read;
            }

            durable.SyncData(copy.SafeFileHandle, path);
        }

        durable.SyncFolder(folders.Quarantine);
        metrics.Quarantined();
        SpoolLog.Quarantined(logger, segment.Path, extent.Offset, extent.Length, path);
    }
}
