namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// Finds the end of DATA and takes the dot-stuffing out (RFC 5321 4.1.1.4, 4.5.2).
///
/// Only CRLF makes a line: a dot counts at the very start and directly after CRLF, and only CRLF "." CRLF ends the
/// data. A bare CR or LF is never a line end here, so none of the smuggling forms (LF.LF, LF.CRLF, CRLF.LF, CR.CR ...)
/// ends a message or makes the scanner look at a dot. A bare LF is handed out as CRLF (HasBareLineFeed tells), a bare
/// CR as it is (HasBareCarriageReturn tells): what becomes of such a message is the session's decision.
///
/// In a chunk (BDAT) a dot is a dot, and the end is not looked for; the rest is the same.
///
/// Nothing is copied: content comes out as slices of the input. At most a dot and a CR are held back at the end of an
/// input, as <see cref="position"/>; so the result does not depend on where the input was cut.
/// </summary>
internal struct DataScanner
{
    private Position position;

    private enum Position : byte
    {
        LineStart,
        Text,
        Cr, // handed out, the next octet says what it was
        BareLf, // the next octet is a bare LF
        Dot, // after CRLF or at the start; held back
        DotCr, // both held back
    }

    /// <summary>Content comes in chunks, whose sizes say where it ends.</summary>
    public bool IsChunked { get; init; }

    public bool HasBareLineFeed { get; private set; }

    public bool HasBareCarriageReturn { get; private set; }

    /// <summary>Reads up to the next place where content is not contiguous.</summary>
    /// <param name="input">Octets not yet read; not empty.</param>
    /// <param name="content">The content found, possibly empty.</param>
    /// <param name="consumed">Octets of the input that are done with.</param>
    /// <returns>True when the data has ended.</returns>
    public bool Read(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> content, out int consumed)
    {
        content = default;
        consumed = 1;
        switch (position)
        {
            case Position.LineStart when input[0] == '.' && !IsChunked:
                position = Position.Dot;
                return false;
            case Position.Dot when input[0] == '\r':
                position = Position.DotCr;
                return false;
            case Position.DotCr when input[0] == '\n':
                position = Position.LineStart;
                return true;
            case Position.DotCr:
                HasBareCarriageReturn = true;
                content = "\r"u8;
                consumed = 0;
                position = Position.Text;
                return false;
            case Position.BareLf:
                HasBareLineFeed = true;
                content = "\r\n"u8;
                position = Position.Text;
                return false;
            case Position.Cr when input[0] != '\n':
                HasBareCarriageReturn = true;
                goto default;
            case Position.Cr when input.Length == 1:
                content = input;
                position = Position.LineStart;
                return false;
            case Position.Cr when input[1] == '.' && !IsChunked:
                content = input[..1];
                consumed = 2;
                position = Position.Dot;
                return false;
            default:
                consumed = ReadText(input, position == Position.Cr && input[0] == '\n' ? 1 : 0, out content);
                return false;
        }
    }

    /// <summary>The last chunk has ended: a CR that was waiting for its LF is bare.</summary>
    public void End() => HasBareCarriageReturn |= position == Position.Cr;

    /// <summary>
    /// The long way through ordinary lines: one vectorised search per line, one slice for all of them.
    /// </summary>
    private int ReadText(ReadOnlySpan<byte> input, int start, out ReadOnlySpan<byte> content)
    {
        content = input;
        var i = start;
        while (true)
        {
            var hit = input[i..].IndexOfAny((byte)'\r', (byte)'\n');
            if (hit < 0)
            {
                // Even where nothing follows a line end, that line end was seen in the loop: this is text.
                position = Position.Text;
                return input.Length;
            }

            i += hit;
            if (input[i] == '\n')
            {
                content = input[..i];
                position = Position.BareLf;
                return i;
            }

            if (++i == input.Length)
            {
                position = Position.Cr;
                return i;
            }

            if (input[i] != '\n')
            {
                HasBareCarriageReturn = true;
                continue;
            }

            if (++i == input.Length)
            {
                position = Position.LineStart;
                return i;
            }

            if (input[i] == '.' && !IsChunked)
            {
                content = input[..i];
                position = Position.Dot;
                return i + 1;
            }
        }
    }
}
