using System.Buffers;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Writes quoted-printable (RFC 2045 section 6.7): lines of 76 octets at most, CRLF stays a line end, every other
/// control character and lone CR or LF is encoded, so that what is decoded is what was put in.
/// </summary>
internal static class QuotedPrintable
{
    private const int LineMax = 76;

    private static ReadOnlySpan<byte> Hex => "0123456789ABCDEF"u8;

    public static byte[] Encode(ReadOnlySpan<byte> octets)
    {
        var output = new ArrayBufferWriter<byte>(octets.Length + octets.Length / 4 + 16);
        while (true)
        {
            var length = octets.IndexOf("\r\n"u8);
            EncodeLine(length < 0 ? octets : octets[..length], output);
            if (length < 0) return output.WrittenSpan.ToArray();
            output.Write("\r\n"u8);
            octets = octets[(length + 2)..];
        }
    }

    private static void EncodeLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isPlain = IsPlain(line, i, column, isLast);

            // A soft break needs one column of its own, unless this ends the line.
            if (column + (isPlain ? 1 : 3) > (isLast ? LineMax : LineMax - 1))
            {
                output.Write("=\r\n"u8);
                column = 0;
                isPlain = IsPlain(line, i, column, isLast);
            }

            if (isPlain) output.Write(line.Slice(i, 1));
            else output.Write([(byte)'=', Hex[line[i] >> 4], Hex[line[i] & 15]]);
            column += isPlain ? 1 : 3;
        }
    }

    private static bool IsPlain(ReadOnlySpan<byte> line, int at, int column, bool isLast) => line[at] switch
    {
        (byte)'=' => false,
        (byte)' ' or (byte)'\t' => !isLast,
        // A dot alone and "From " are what mail software on the way likes to change.
        (byte)'.' when column == 0 => false,
        (byte)'F' when column == 0 => !line[at..].StartsWith("From "u8),
        // Two hyphens at the start could look like a boundary line of ours or of others.
        (byte)'-' when column == 0 => false,
        >= 33 and <= 126 => true,
        _ => false,
    };
}
