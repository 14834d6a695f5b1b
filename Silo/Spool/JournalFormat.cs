using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The octets of a journal segment. Numbers are little-endian.
/// <code>
/// segment  "VMSEG" format(3 digits) | salt(8) | CRC of these(4)                                         20 octets
/// record   salt(8) | header length(4) | content length(8) | payload CRC(4) | CRC of these(4)             28 octets
///          header: UTF-8 JSON of JournalHeader | content: the message                    = the payload
/// </code>
/// Format 001 is as this one but knows no drafts: a header that states a <see cref="DraftedContent"/> has no content
/// behind it. Format 003 is that of a sealed segment: behind the content of each record, sealed, or in the place of one
/// that is in a draft, is its key, wrapped by the segment's, see <see cref="ContentSealing"/>.
/// The salt is random per segment and opens every record: a reader finds its way again behind damage by looking for it,
/// and no mail can carry octets that pass for a record, since nobody outside knows the salt. Lengths have a checksum of
/// their own, so they are trusted before the payload is read.
/// </summary>
internal static class JournalFormat
{
    /// <summary>Octets before the first record.</summary>
    public const int SegmentHeaderLength = 20;

    /// <summary>Octets of a record before its header.</summary>
    public const int PrefixLength = 28;

    /// <summary>Octets of a salt.</summary>
    public const int SaltLength = 8;

    /// <summary>Largest header: an envelope of thousands of recipients stays far below.</summary>
    public const int HeaderLengthMax = 16 << 20;

    /// <summary>Largest content: what fits one array.</summary>
    public const long ContentLengthMax = 0x7FFF_FFC7 - HeaderLengthMax;

    private const string Format = "002";
    private const string FormatBefore = "001";
    private const string SealedFormat = "003";

    /// <summary>The opening of a new segment, with a salt of its own.</summary>
    public static byte[] NewSegmentHeader(bool isSealed)
    {
        var header = new byte[SegmentHeaderLength];
        "VMSEG"u8.CopyTo(header);
        Encoding.ASCII.GetBytes(isSealed ? SealedFormat : Format, header.AsSpan(5));
        RandomNumberGenerator.Fill(header.AsSpan(8, SaltLength));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32C.Of(header.AsSpan(0, 16)));
        return header;
    }

    /// <summary>The salt a segment header states; null when the header is damaged.</summary>
    /// <exception cref="NotSupportedException">A newer release wrote the segment.</exception>
    public static ulong? ReadSalt(ReadOnlySpan<byte> header)
    {
        if (header.Length < SegmentHeaderLength || !header.StartsWith("VMSEG"u8)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) != Crc32C.Of(header[..16])) return null;
        var format = Encoding.ASCII.GetString(header.Slice(5, 3));
        if (format is not (Format or FormatBefore or SealedFormat))
            throw new NotSupportedException(
                $"Journal format {format} is not known to this release, which knows {FormatBefore} to {SealedFormat}.");
        return BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
    }

    /// <summary>
    /// Everything of a record that stands before the content, to be completed by <see cref="Stamp"/>.
    /// </summary>
    /// <param name="facts">What the record says.</param>
    /// <param name="contentLength">Octets behind the header.</param>
    public static byte[] WriteRecordStart(JournalHeader facts, long contentLength)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(facts, SpoolJson.Default.JournalHeader);
        if (header.Length > HeaderLengthMax || contentLength > ContentLengthMax)
            throw new ArgumentException($"{facts.Id} is too large for the journal.", nameof(facts));
        var start = new byte[PrefixLength + header.Length];
        header.CopyTo(start, PrefixLength);
        BinaryPrimitives.WriteInt32LittleEndian(start.AsSpan(8), header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(start.AsSpan(12), contentLength);
        return start;
    }

    /// <summary>Makes a record's start that of a segment: the salt and the checksums.</summary>
    public static void Stamp(Span<byte> start, ulong salt, uint payloadCrc)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(start, salt);
        BinaryPrimitives.WriteUInt32LittleEndian(start[20..], payloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(start[24..], Crc32C.Of(start[..24]));
    }

    /// <summary>Reads a record's prefix; null when these are not the octets of one.</summary>
    public static RecordPrefix? ReadPrefix(ulong salt, ReadOnlySpan<byte> octets)
    {
        if (octets.Length < PrefixLength || BinaryPrimitives.ReadUInt64LittleEndian(octets) != salt) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(octets[24..]) != Crc32C.Of(octets[..24])) return null;
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(octets[8..]);
        var contentLength = BinaryPrimitives.ReadInt64LittleEndian(octets[12..]);
        if (headerLength is <= 0 or > HeaderLengthMax || contentLength is < 0 or > ContentLengthMax) return null;
        return new RecordPrefix(headerLength, contentLength, BinaryPrimitives.ReadUInt32LittleEndian(octets[20..]));
    }

    /// <summary>Reads a record's payload; null when it is damaged.</summary>
    public static JournalHeader? ReadPayload(RecordPrefix prefix, ReadOnlySpan<byte> payload)
    {
        if (Crc32C.Of(payload) != prefix.PayloadCrc) return null;
        try
        {
            return JsonSerializer.Deserialize(payload[..prefix.HeaderLength], SpoolJson.Default.JournalHeader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The lengths and the checksum a record begins with.</summary>
internal readonly record struct RecordPrefix(int HeaderLength, long ContentLength, uint PayloadCrc)
{
    /// <summary>Octets of header and content.</summary>
    public long PayloadLength => HeaderLength + ContentLength;

    /// <summary>Octets of the whole record.</summary>
    public long Length => JournalFormat.PrefixLength + PayloadLength;
}

/// <summary>What a record says about its content.</summary>
/// <param name="Id">The correlation ID.</param>
/// <param name="ReceivedAt">When its final dot came.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="Draft">The content, when it is in a draft; null when it follows.</param>
/// <param name="Sealing">The form in which it is sealed; null when it is in clear.</param>
internal sealed record JournalHeader(
    CorrelationId Id, DateTimeOffset ReceivedAt, Envelope Envelope, DraftedContent? Draft = null,
    string? Sealing = null);
