using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Decodes replies. Three answers: a reply; not enough bytes yet, and then nothing is consumed; or
/// <see cref="RespProtocolException"/>, after which the connection is of no use, since nobody knows where the next
/// reply would begin.
///
/// A server is trusted with data, not with our memory: a list is not allocated before the bytes that its items need at
/// least (three each) have come, so what a reply may cost is bound by what was really received, and that is limited.
/// </summary>
internal static class RespReader
{
    /// <summary>
    /// The longest reply, 64 MiB: a voicemail's state is a few KB, the largest answer a page of them.
    /// </summary>
    public const int ReplyBytesMax = 64 << 20;

    /// <summary>The longest line, 64 KiB: Redis keeps its own inline lines and statuses within that.</summary>
    public const int LineBytesMax = 64 << 10;

    /// <summary>Lists within lists, 16: Redis itself nests six deep (COMMAND), our scripts three.</summary>
    public const int DepthMax = 16;

    private const int ItemBytesMin = 3; // "_\r\n"

    /// <summary>Decodes the reply at the reader's position.</summary>
    /// <param name="reader">Moves behind the reply; stays where it was when there are too few bytes.</param>
    /// <param name="value">The reply.</param>
    /// <param name="bytesNeeded">When there are too few: how many must be there at least for another try.</param>
    /// <returns>False when there are too few bytes.</returns>
    public static bool TryRead(ref SequenceReader<byte> reader, out RespValue value, out long bytesNeeded)
    {
        var start = reader.Consumed;
        if (TryRead(ref reader, 0, out value, out var needed)) { bytesNeeded = 0; return true; }
        var received = reader.Consumed - start + reader.Remaining;
        reader.Rewind(reader.Consumed - start);
        bytesNeeded = Math.Max(needed - start, received + 1);
        if (bytesNeeded > ReplyBytesMax) throw new RespProtocolException("a reply is too long");
        return false;
    }

    private static bool TryRead(ref SequenceReader<byte> reader, int depth, out RespValue value, out long needed)
    {
        value = default;
        needed = 0;
        if (depth > DepthMax) throw new RespProtocolException("lists are nested too deep");
        if (!TryReadLine(ref reader, out var line)) return false;
        var body = line.Slice(1);
        switch (line.FirstSpan[0])
        {
            case (byte)':': value = RespValue.Of(RespKind.Integer, Number(body)); return true;
            case (byte)'+': value = RespValue.Of(RespKind.Simple, Text(body)); return true;
            case (byte)'-': value = RespValue.Of(RespKind.Error, Text(body)); return true;
            case (byte)'_' when body.IsEmpty: return true;
            case (byte)'#': value = RespValue.Of(RespKind.Boolean, Truth(body)); return true;
            case (byte)',': value = RespValue.Of(RespKind.Double, Real(body)); return true;
            case (byte)'(': value = RespValue.Of(RespKind.BigNumber, Text(body)); return true;
            case (byte)'$': return TryReadBulk(ref reader, RespKind.Bulk, Number(body), out value, out needed);
            case (byte)'!': return TryReadBulk(ref reader, RespKind.Error, Number(body), out value, out needed);
            case (byte)'=': return TryReadBulk(ref reader, RespKind.Verbatim, Number(body), out value, out needed);
            case (byte)'*': return TryReadList(ref reader, RespKind.Array, Number(body), depth, out value, out needed);
            case (byte)'~': return TryReadList(ref reader, RespKind.Set, Number(body), depth, out value, out needed);
            case (byte)'>': return TryReadList(ref reader, RespKind.Push, Number(body), depth, out value, out needed);
            case (byte)'%':
                return TryReadList(ref reader, RespKind.Map, Pairs(body), depth, out value, out needed);
            case (byte)'|': // Attributes of the reply that follows; none is of interest.
                return TryReadList(ref reader, RespKind.Map, Pairs(body), depth, out _, out needed)
                    && TryRead(ref reader, depth + 1, out value, out needed);
            case var type: throw new RespProtocolException($"a reply begins with the byte 0x{type:x2}");
        }
    }

    private static bool TryReadLine(ref SequenceReader<byte> reader, out ReadOnlySequence<byte> line)
    {
        if (!reader.TryReadTo(out line, "\r\n"u8))
        {
            if (reader.Remaining > LineBytesMax) throw new RespProtocolException("a line is too long");
            return false;
        }

        if (line.IsEmpty) throw new RespProtocolException("a reply begins with an empty line");
        if (line.Length > LineBytesMax) throw new RespProtocolException("a line is too long");
        return true;
    }

    private static bool TryReadBulk(
        ref SequenceReader<byte> reader, RespKind kind, long length, out RespValue value, out long needed)
    {
        value = default;
        needed = 0;
        if (length == -1 && kind == RespKind.Bulk) return true;
        if (length is < 0 or > ReplyBytesMax) throw new RespProtocolException("a bulk reply has a bad length");
        needed = reader.Consumed + length + 2;
        if (reader.Remaining < length + 2) return false;
        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        reader.TryCopyTo(bytes);
        reader.Advance(length);
        if (!reader.IsNext("\r\n"u8, advancePast: true)) throw new RespProtocolException("a bulk reply is not ended");
        value = kind == RespKind.Error
            ? RespValue.Of(kind, Encoding.UTF8.GetString(bytes))
            : RespValue.Of(kind, bytes);
        return true;
    }

    private static bool TryReadList(
        ref SequenceReader<byte> reader, RespKind kind, long count, int depth, out RespValue value, out long needed)
    {
        value = default;
        needed = 0;
        if (count == -1 && kind == RespKind.Array) return true;
        if (count is < 0 or > ReplyBytesMax) throw new RespProtocolException("a list has a bad length");
        needed = reader.Consumed + (count * ItemBytesMin);
        if (reader.Remaining < count * ItemBytesMin) return false;
        var items = count == 0 ? [] : new RespValue[count];
        for (var i = 0; i < items.Length; i++)
            if (!TryRead(ref reader, depth + 1, out items[i], out needed))
                return false;
        value = RespValue.Of(kind, items);
        return true;
    }

    private static long Pairs(in ReadOnlySequence<byte> line) =>
        Number(line) is var pairs and >= 0 and <= ReplyBytesMax
            ? pairs * 2
            : throw new RespProtocolException("a map has a bad length");

    private static string Text(in ReadOnlySequence<byte> line) =>
        line.Length == 2 && line.IsSingleSegment && line.FirstSpan.SequenceEqual("OK"u8)
            ? "OK"
            : Encoding.UTF8.GetString(line);

    private static long Truth(in ReadOnlySequence<byte> line) => Text(line) switch
    {
        "t" => 1,
        "f" => 0,
        _ => throw new RespProtocolException("a Boolean is neither true nor false"),
    };

    private static string Real(in ReadOnlySequence<byte> line)
    {
        var text = Text(line);
        return text is "inf" or "-inf" or "nan" || double.TryParse(text, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new RespProtocolException("a number is none");
    }

    private static long Number(in ReadOnlySequence<byte> line)
    {
        Span<byte> digits = stackalloc byte[20];
        if (line.Length is 0 or > 20) throw new RespProtocolException("a number is none");
        digits = digits[..(int)line.Length];
        line.CopyTo(digits);
        return Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length
            ? value
            : throw new RespProtocolException("a number is none");
    }
}
