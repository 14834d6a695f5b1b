using System.Buffers;
using System.Buffers.Text;
using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// A base64 body that is decoded where it is read. Where all lines are of one length, as nearly all senders write them,
/// the place of an octet follows from its number; so an hour of sound need not be in memory as a whole.
/// </summary>
internal sealed class Base64Source : OctetSource
{
    private const int DigitsAtOnce = 4096;

    private readonly ReadOnlyMemory<byte> body;
    private readonly int lineDigits;

    private Base64Source(ReadOnlyMemory<byte> body, int lineDigits, int length) =>
        (this.body, this.lineDigits, Length) = (body, lineDigits, length);

    /// <inheritdoc/>
    public override int Length { get; }

    /// <summary>Null for a body that is not clean, or whose lines differ: it must be decoded as a whole.</summary>
    public static Base64Source? Open(ReadOnlyMemory<byte> body, string mediaType = "")
    {
        var octets = body.Span;
        var lineDigits = octets.IndexOf("\r\n"u8);
        if (lineDigits <= 0 || lineDigits % 4 != 0 || !Base64.IsValid(octets, out var length)) return null;
        for (var end = lineDigits; end < octets.Length; end += lineDigits + 2)
            if (!octets[end..].StartsWith("\r\n"u8)) return null;
        var filled = octets.TrimEnd("\r\n"u8);
        var digits = filled.Length - filled.Length / (lineDigits + 2) * 2;
        var padding = filled.EndsWith("=="u8) ? 2 : filled.EndsWith("="u8) ? 1 : 0;
        return digits % 4 == 0 && digits / 4 * 3 - padding == length // else there are blanks within a line
            ? new Base64Source(body, lineDigits, length) { MediaType = mediaType }
            : null;
    }

    /// <inheritdoc/>
    public override void Read(int offset, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Length, Length - offset);
        Span<byte> decoded = stackalloc byte[DigitsAtOnce / 4 * 3];
        var skipped = offset % 3;
        for (var digit = offset / 3 * 4; !target.IsEmpty; digit += DigitsAtOnce, skipped = 0)
        {
            var wanted = Math.Min((skipped + target.Length + 2) / 3 * 4, DigitsAtOnce);
            var coded = body.Span[PlaceOf(digit)..(PlaceOf(digit + wanted - 1) + 1)];
            if (Base64.DecodeFromUtf8(coded, decoded, out _, out var written) != OperationStatus.Done)
                throw new InvalidOperationException("A body that was clean cannot be decoded.");
            var found = decoded[skipped..Math.Min(written, skipped + target.Length)];
            found.CopyTo(target);
            target = target[found.Length..];
        }
    }

    private int PlaceOf(int digit) => digit / lineDigits * (lineDigits + 2) + digit % lineDigits;
}
