using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Content that goes to its place in the spool while it comes in. Theory of operation: the file is
/// <c>content/DAY/ID.draft</c>. When the message is complete, the draft is made durable with its name, and only then the
/// journal appends a record that states its size and checksum and holds no content. So a record in a journal always has
/// its draft, and intake only gives it its name, <c>ID.eml</c>, wherever the journal is read. A session that ends
/// otherwise removes its draft; one that a crash leaves behind has no record, so nobody has a 250 for it, and goes when
/// no journal can know of it any more (<see cref="LeftoverSweep"/>).
/// </summary>
internal sealed class ContentDraft : IContentDraft
{
    private const long SpaceCheckedEvery = 1 << 20;
    private const long WrittenOutEvery = 256 * 1024;

    private readonly CorrelationId id;
    private readonly SpoolFolders folders;
    private readonly IDurable durable;
    private readonly long reserveBytes;
    private readonly Action closed;
    private readonly FileStream file;
    private readonly ContentSealer? sealer;
    private uint crc = Crc32C.Seed;
    private long written;
    private long spaceCheckedAt;
    private long writtenOut;
    private bool isKept;

    private ContentDraft(
        CorrelationId id, FileStream file, SpoolFolders folders, IDurable durable, ContentSealer? sealer,
        long reserveBytes, Action closed)
    {
        this.id = id;
        this.file = file;
        this.sealer = sealer;
        this.folders = folders;
        this.durable = durable;
        this.reserveBytes = reserveBytes;
        this.closed = closed;
    }

    /// <summary>Octets so far.</summary>
    public long Length { get; private set; }

    /// <summary>The key that seals it; null when it is in clear. Until <see cref="Dispose"/>.</summary>
    public SealKey? Key => sealer?.Key;

    /// <summary>What the disk said; null while all is well. Nothing is written after it.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>What the journal notes of the content.</summary>
    public DraftedContent Facts => new(Length, Crc32C.Finish(crc));

    /// <summary>Opens an empty draft.</summary>
    /// <param name="id">The message's identifier.</param>
    /// <param name="folders">Where it goes.</param>
    /// <param name="durable">The disk.</param>
    /// <param name="isSealed">It is sealed as it comes.</param>
    /// <param name="reserveBytes">Free octets that it must leave.</param>
    /// <param name="closed">Called when its file is closed.</param>
    /// <exception cref="IOException">The spool does not take it.</exception>
    public static ContentDraft Open(
        CorrelationId id, SpoolFolders folders, IDurable durable, bool isSealed, long reserveBytes, Action closed)
    {
        SpoolFolders.Create(folders.DayOf(id), durable);
        var file = SpoolFolders.CreateFile(folders.DraftOf(id));
        var sealer = isSealed ? new ContentSealer(id, SealKey.Create()) : null;
        return new ContentDraft(id, file, folders, durable, sealer, reserveBytes, closed);
    }

    /// <inheritdoc/>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => Try(() =>
    {
        sealer?.Add(pieces);
        Write(sealer?.Chunks ?? pieces);
        Length += pieces.Sum(piece => (long)piece.Length);
    });

    /// <summary>Makes content and name durable; waits for the disk.</summary>
    public void MakeDurable() => Try(() =>
    {
        sealer?.Finish();
        if (sealer is not null) Write(sealer.Chunks);
        durable.SyncData(file.SafeFileHandle, file.Name);
        durable.SyncFolder(folders.DayOf(id));
    });

    /// <summary>The journal has its record: it stays.</summary>
    public void Keep() => isKept = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        sealer?.Dispose();
        closed();
        if (isKept) return;
        try
        {
            File.Delete(file.Name);
        }
        catch (IOException)
        {
            // It goes with those that a crash leaves.
        }
    }

    private void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Count == 0) return;
        if (written >= spaceCheckedAt) CheckSpace();
        durable.Write(file.SafeFileHandle, file.Name, pieces, written);
        foreach (var piece in pieces)
        {
            crc = Crc32C.Update(crc, piece.Span);
            written += piece.Length;
        }

        sealer?.Clear();
        if (written - writtenOut < WrittenOutEvery) return;
        durable.BeginWriteOut(file.SafeFileHandle, writtenOut, written - writtenOut);
        writtenOut = written;
    }

    private void CheckSpace()
    {
        spaceCheckedAt = written + SpaceCheckedEvery;
        if (durable.ReadSpace(folders.Content).FreeBytes < reserveBytes)
            throw new DurabilityException("write", file.Name, DurabilityException.NoSpaceErrno, "below the reserve");
    }

    private void Try(Action work)
    {
        if (Failure is not null) return;
        try
        {
            work();
        }
        catch (IOException e)
        {
            Failure = e;
        }
    }
}

/// <summary>Content in a draft, as its record in the journal states it.</summary>
/// <param name="SizeBytes">Octets, as received.</param>
/// <param name="Crc32C">CRC-32C of the draft's file.</param>
internal sealed record DraftedContent(long SizeBytes, uint Crc32C);
