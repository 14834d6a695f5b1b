using System.Buffers;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// Content in pieces cut anywhere -> the octets between the reply to DATA and the final dot (RFC 5321 section 4.5.2),
/// as slices of what was given with a few octets of our own between them; nothing is copied. What goes out has CR and
/// LF only together, whatever came in (a lone one becomes CRLF: the mail is never a lever for SMTP smuggling), every
/// line that starts with a dot has one more, and the end is the end of a line.
/// <para>Theory of operation: the search is for CR or LF; between them nothing can need a change save a dot at the
/// start of a line. A CR at the end of a piece is held back until the next piece shows whether its LF follows.</para>
/// </summary>
public struct DotStuffer()
{
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private static readonly byte[] Dot = "."u8.ToArray();
    private static readonly byte[] CrLf = "\r\n"u8.ToArray();

    private bool atLineStart = true;
    private bool heldCr;

    /// <summary>Dots added so far.</summary>
    public long DotsAdded { get; private set; }

    /// <summary>
    /// Takes from the start of <paramref name="rest"/> and gives the next octets to write; false when all of it was
    /// taken.
    /// </summary>
    public bool TryNext(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        if (rest.IsEmpty) return false;
        var span = rest.Span;
        if (heldCr)
        {
            if (span[0] == '\n') rest = rest[1..];
            octets = EndLine();
            return true;
        }

        if (atLineStart && span[0] == '.')
        {
            DotsAdded++;
            atLineStart = false;
            octets = Dot;
            return true;
        }

        var taken = TakeClean(span);
        octets = rest[..taken];
        rest = rest[taken..];
        if (taken > 0) return true;
        return TakeLineEnd(ref rest, out octets);
    }

    /// <summary>What must follow the last piece so that the final dot stands at the start of a line.</summary>
    public ReadOnlyMemory<byte> Finish() => heldCr || !atLineStart ? EndLine() : default;

    /// <summary>
    /// How much from the start goes out as it is: up to a lone CR or LF, a CR at the end, or a dot to be doubled.
    /// </summary>
    private int TakeClean(ReadOnlySpan<byte> span)
    {
        var taken = 0;
        while (taken < span.Length)
        {
            var end = span[taken..].IndexOfAny(LineEnds);
            if (end != 0) atLineStart = false;
            if (end < 0) return span.Length;
            taken += end;
            if (span[taken] == '\n' || taken + 1 == span.Length || span[taken + 1] != '\n') return taken;
            taken += 2;
            atLineStart = true;
            if (taken < span.Length && span[taken] == '.') return taken;
        }

        return taken;
    }

    private bool TakeLineEnd(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> octets)
    {
        var isHeld = rest.Span[0] == '\r' && rest.Length == 1;
        rest = rest[1..];
        heldCr = isHeld;
        octets = isHeld ? default : EndLine();
        return !isHeld;
    }

    private ReadOnlyMemory<byte> EndLine()
    {
        heldCr = false;
        atLineStart = true;
        return CrLf;
    }
}
