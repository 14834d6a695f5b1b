using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// One open segment file. It grows with each append: preallocating it gained nothing measurable, and refilling zeroed
/// files (1.5 to 2 times the rate of a flush) would keep voicemails on disk after their purge.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly FileStream stream;
    private readonly IDurable durable;
    private readonly ulong salt;
    private readonly SealKey? key;

    private SegmentWriter(Segment segment, FileStream stream, ulong salt, SealKey? key, IDurable durable)
    {
        Segment = segment;
        this.stream = stream;
        this.salt = salt;
        this.key = key;
        this.durable = durable;
    }

    /// <summary>The segment written to.</summary>
    public Segment Segment { get; }

    /// <summary>Octets written and durable.</summary>
    public long Length { get; private set; } = JournalFormat.SegmentHeaderLength;

    /// <summary>
    /// Creates a segment, durable with its name. Leaves nothing behind when it fails, if the disk lets it.
    /// </summary>
    public static SegmentWriter Create(SpoolFolders folders, long number, ContentKeys keys, IDurable durable)
    {
        var path = folders.SegmentFile(number);
        SealKey? key = null;
        var stream = SpoolFolders.CreateFile(path, FileMode.CreateNew);
        try
        {
            if (keys.IsSealing) key = SegmentKeyFile.Create(Segment.KeyPathOf(path), keys, durable);
            var header = JournalFormat.NewSegmentHeader(keys.IsSealing);
            durable.Write(stream.SafeFileHandle, path, [header], 0);
            durable.SyncData(stream.SafeFileHandle, path);
            durable.SyncFolder(folders.Journal);
            var segment = new Segment(number, path, header.Length, isSealed: false);
            return new SegmentWriter(segment, stream, JournalFormat.ReadSalt(header)!.Value, key, durable);
        }
        catch
        {
            stream.Dispose();
            key?.Dispose();
            TryDelete(path);
            TryDelete(Segment.KeyPathOf(path));
            throw;
        }
    }

    /// <summary>A message as a record of this segment.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Encode(PendingAppend message) => message.Encode(salt, key);

    /// <summary>Writes octets behind the last durable ones. They do not count before <see cref="Sync"/>.</summary>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces) =>
        durable.Write(stream.SafeFileHandle, Segment.Path, pieces, Length);

    /// <summary>Makes what was written durable.</summary>
    public void Sync(long written)
    {
        durable.SyncData(stream.SafeFileHandle, Segment.Path);
        Length += written;
    }

    /// <summary>
    /// Cuts off what was written since the last <see cref="Sync"/>; false when the disk does not let it.
    /// </summary>
    public bool TryCutBack()
    {
        try
        {
            stream.SetLength(Length);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        key?.Dispose();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is broken or read-only: an empty segment stays and does no harm.
        }
    }
}
