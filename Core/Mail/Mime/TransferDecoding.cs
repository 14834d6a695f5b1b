using System.Buffers;
using System.Buffers.Text;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Undoes transfer encodings. Tolerant: something always comes out, and the result says whether the body was clean.
/// </summary>
public static class TransferDecoding
{
    private const int LargeBytes = 1 << 20;

    private static readonly SearchValues<byte> Base64Octets =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>Reads the field's value; null is identity.</summary>
    public static TransferEncoding Parse(string? value) => ContentType.ParseDisposition(value).MediaType switch
    {
        "" or "7bit" or "8bit" or "binary" => TransferEncoding.Identity,
        "quoted-printable" => TransferEncoding.QuotedPrintable,
        "base64" => TransferEncoding.Base64,
        "x-uuencode" or "x-uue" or "uuencode" => TransferEncoding.UuEncode,
        _ => TransferEncoding.Unknown,
    };

    /// <summary>Decodes a body.</summary>
    public static TransferResult Decode(ReadOnlyMemory<byte> body, TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.QuotedPrintable => DecodeQuotedPrintable(body.Span),
        TransferEncoding.Base64 => DecodeBase64(body.Span),
        TransferEncoding.UuEncode => DecodeUu(body.Span),
        TransferEncoding.Identity => new TransferResult(body, true),
        _ => new TransferResult(body, false),
    };

    /// <summary>Decodes a body; a large one where it is read, if that can be: the body must be there as long.</summary>
    public static OctetSource Open(ReadOnlyMemory<byte> body, TransferEncoding encoding, string mediaType = "") =>
        encoding == TransferEncoding.Base64 && body.Length > LargeBytes
        && Base64Source.Open(body, mediaType) is { } source
            ? source
            : OctetSource.Of(Decode(body, encoding).Octets, mediaType);

    /// <summary>The first octets of a body, for recognising what it is.</summary>
    public static ReadOnlyMemory<byte> DecodeStart(ReadOnlyMemory<byte> body, TransferEncoding encoding) =>
        Decode(body[..Math.Min(body.Length, 512)], encoding).Octets;

    /// <summary>How many octets come out, without keeping them.</summary>
    public static long DecodedLength(ReadOnlyMemory<byte> body, TransferEncoding encoding) =>
        encoding == TransferEncoding.Base64 && Base64.IsValid(body.Span, out var length)
            ? length
            : Decode(body, encoding).Octets.Length;

    private static TransferResult DecodeBase64(ReadOnlySpan<byte> body)
    {
        // The fast decoder does not take blanks behind the padding, which are as valid as all others.
        var isClean = Base64.IsValid(body, out var length);
        if (isClean)
        {
            var octets = new byte[length];
            if (Base64.DecodeFromUtf8(body, octets, out _, out var written) == OperationStatus.Done)
                return new TransferResult(octets.AsMemory(0, written), true);
        }

        // Digit by digit: whatever is none is left out, padding starts anew (some senders encode in pieces).
        var output = new ArrayBufferWriter<byte>(Math.Max(1, body.Length / 4 * 3));
        int value = 0, digits = 0;
        foreach (var octet in body)
        {
            if (octet == (byte)'=') Flush(output, ref value, ref digits);
            if (!Base64Octets.Contains(octet)) continue;
            value = (value << 6) | Digit(octet);
            if (++digits == 4) Flush(output, ref value, ref digits);
        }

        Flush(output, ref value, ref digits);
        return new TransferResult(output.WrittenMemory, isClean);
    }

    private static void Flush(ArrayBufferWriter<byte> output, ref int value, ref int digits)
    {
        if (digits > 1)
        {
            value <<= 6 * (4 - digits);
            var span = output.GetSpan(3);
            (span[0], span[1], span[2]) = ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
            output.Advance(digits - 1);
        }

        (value, digits) = (0, 0);
    }

    private static int Digit(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        _ => 63,
    };

    private static TransferResult DecodeQuotedPrintable(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, body.Length));
        var isClean = true;
        while (!body.IsEmpty)
        {
            var length = body.IndexOf("\r\n"u8);
            var line = length < 0 ? body : body[..length];
            body = length < 0 ? default : body[(length + 2)..];
            var isLast = length < 0;

            // Blanks at the end of a line were added on the way (RFC 2045 section 6.7, rule 3).
            line = line.TrimEnd(" \t"u8);
            var isSoft = line.EndsWith("="u8);
            isClean &= DecodeQuotedLine(isSoft ? line[..^1] : line, output);
            if (!isSoft && !isLast) output.Write("\r\n"u8);
        }

        return new TransferResult(output.WrittenMemory, isClean);
    }

    private static bool DecodeQuotedLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        var isClean = true;
        while (!line.IsEmpty)
        {
            var at = line.IndexOf((byte)'=');
            output.Write(at < 0 ? line : line[..at]);
            if (at < 0) break;
            line = line[at..];
            if (line.Length >= 3 && char.IsAsciiHexDigit((char)line[1]) && char.IsAsciiHexDigit((char)line[2]))
            {
                output.Write([(byte)(HexDigit(line[1]) << 4 | HexDigit(line[2]))]);
                line = line[3..];
                continue;
            }

            isClean = false;
            output.Write("="u8);
            line = line[1..];
        }

        return isClean;
    }

    private static int HexDigit(byte octet) => octet <= '9' ? octet - '0' : (octet | 0x20) - 'a' + 10;

    private static TransferResult DecodeUu(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, body.Length));
        var begun = false;
        while (!body.IsEmpty)
        {
            var length = body.IndexOf("\r\n"u8);
            var line = length < 0 ? body : body[..length];
            body = length < 0 ? default : body[(length + 2)..];
            if (!begun) begun = line.StartsWith("begin "u8);
            else if (line.SequenceEqual("end"u8)) break;
            else DecodeUuLine(line, output);
        }

        return new TransferResult(output.WrittenMemory, false);
    }

    private static void DecodeUuLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        if (line.IsEmpty) return;
        var left = (line[0] - 32) & 63;
        for (var i = 1; left > 0 && i < line.Length; i += 4)
        {
            var value = 0;
            for (var k = 0; k < 4; k++) value = (value << 6) | (i + k < line.Length ? (line[i + k] - 32) & 63 : 0);
            ReadOnlySpan<byte> three = [(byte)(value >> 16), (byte)(value >> 8), (byte)value];
            output.Write(three[..Math.Min(3, left)]);
            left -= 3;
        }
    }
}
