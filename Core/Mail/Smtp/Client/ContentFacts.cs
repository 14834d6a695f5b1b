namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What the envelope commands must know of the content.</summary>
/// <param name="SizeOctets">Its size as RFC 1870 counts: with CRLF line ends, without dot-stuffing.</param>
/// <param name="HasEightBit">An octet is above 127.</param>
/// <param name="HasEightBitHeader">One of them is in the header block: such mail needs SMTPUTF8 (RFC 6532).</param>
public sealed record ContentFacts(long SizeOctets, bool HasEightBit, bool HasEightBitHeader)
{
    /// <summary>Looks through content in pieces.</summary>
    public static ContentFacts Of(IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var stuffer = new DotStuffer();
        long size = 0;
        var eightBit = false;
        foreach (var piece in content)
        {
            var rest = piece;
            while (stuffer.TryNext(ref rest, out var octets)) size += octets.Length;
            eightBit = eightBit || IsEightBit(piece.Span);
        }

        size += stuffer.Finish().Length;
        return new ContentFacts(size - stuffer.DotsAdded, eightBit, eightBit && IsEightBitHeader(content));
    }

    private static bool IsEightBit(ReadOnlySpan<byte> octets) => octets.ContainsAnyExceptInRange((byte)0, (byte)127);

    private static bool IsEightBitHeader(IReadOnlyList<ReadOnlyMemory<byte>> content)
    {
        var column = 0;
        foreach (var piece in content)
        {
            foreach (var octet in piece.Span)
            {
                if (octet > 127) return true;
                if (octet == '\n' && column == 0) return false;
                if (octet != '\r') column = octet == '\n' ? 0 : column + 1;
            }
        }

        return false;
    }
}
