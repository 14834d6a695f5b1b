using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// The parameters of MAIL and RCPT (RFC 5321 4.1.1.11): SIZE, BODY, SMTPUTF8, RET, ENVID and AUTH; NOTIFY and ORCPT.
/// Each once, none unknown. A value is checked as far as its RFC goes, because we repeat it to the smarthost.
/// </summary>
internal static class EsmtpParameters
{
    private const int SizeDigitsMax = 20; // RFC 1870 5
    private const int EnvelopeIdMax = 100; // RFC 3461 4.4
    private const int OriginalRecipientMax = 500; // RFC 3461 4.2

    private static readonly SearchValues<byte> Blank = SearchValues.Create(" "u8);

    /// <summary>Reads the parameters of MAIL into the transaction; null when all are good.</summary>
    public static SmtpReply? ReadMail(ReadOnlySpan<byte> text, SmtpTransaction mail, long bytesMax, bool authOffered)
    {
        var seen = MailKeyword.None;
        while (Next(ref text, out var keyword, out var value, out var hasValue))
        {
            var which = Recognise(keyword, authOffered);
            if (which == MailKeyword.None) return Replies.UnknownParameter;
            if ((seen & which) != 0) return Replies.BadParameter;
            seen |= which;
            if (which == MailKeyword.Utf8 ? hasValue : value.IsEmpty) return Replies.BadParameter;
            if (Apply(which, value, mail, bytesMax) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>Reads the parameters of RCPT; null when all are good.</summary>
    public static SmtpReply? ReadRecipient(
        ReadOnlySpan<byte> text, bool smtpUtf8, out string? notify, out string? originalRecipient)
    {
        notify = originalRecipient = null;
        while (Next(ref text, out var keyword, out var value, out _))
        {
            if (Ascii.EqualsIgnoreCase(keyword, "NOTIFY"u8))
            {
                if (notify is not null || !IsNotify(value)) return Replies.BadParameter;
                notify = Encoding.ASCII.GetString(value).ToUpperInvariant();
            }
            else if (Ascii.EqualsIgnoreCase(keyword, "ORCPT"u8))
            {
                if (originalRecipient is not null || !IsOriginalRecipient(value, smtpUtf8)) return Replies.BadParameter;
                originalRecipient = Encoding.UTF8.GetString(value);
            }
            else
            {
                return Replies.UnknownParameter;
            }
        }

        return null;
    }

    private static MailKeyword Recognise(ReadOnlySpan<byte> keyword, bool authOffered)
    {
        if (Ascii.EqualsIgnoreCase(keyword, "SIZE"u8)) return MailKeyword.Size;
        if (Ascii.EqualsIgnoreCase(keyword, "BODY"u8)) return MailKeyword.Body;
        if (Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8)) return MailKeyword.Utf8;
        if (Ascii.EqualsIgnoreCase(keyword, "RET"u8)) return MailKeyword.Return;
        if (Ascii.EqualsIgnoreCase(keyword, "ENVID"u8)) return MailKeyword.EnvelopeId;
        return authOffered && Ascii.EqualsIgnoreCase(keyword, "AUTH"u8) ? MailKeyword.Auth : MailKeyword.None;
    }

    private static SmtpReply? Apply(MailKeyword which, ReadOnlySpan<byte> value, SmtpTransaction mail, long bytesMax)
    {
        switch (which)
        {
            case MailKeyword.Size:
                return CheckSize(value, bytesMax);
            case MailKeyword.Body:
                mail.EightBitMime = Ascii.EqualsIgnoreCase(value, "8BITMIME"u8);
                return mail.EightBitMime || Ascii.EqualsIgnoreCase(value, "7BIT"u8) ? null : Replies.BadParameter;
            case MailKeyword.Utf8:
                mail.SmtpUtf8 = true;
                return null;
            case MailKeyword.Return:
                mail.DsnReturn = Ascii.EqualsIgnoreCase(value, "FULL"u8) ? "FULL"
                    : Ascii.EqualsIgnoreCase(value, "HDRS"u8) ? "HDRS" : null;
                return mail.DsnReturn is null ? Replies.BadParameter : null;
            case MailKeyword.EnvelopeId:
                mail.DsnEnvelopeId = Encoding.ASCII.GetString(value);
                return value.Length <= EnvelopeIdMax && IsXtext(value) ? null : Replies.BadParameter;
            default:
                // AUTH= names who submitted first (RFC 4954 5). We trust no client with that: checked, then as if <>.
                return value.SequenceEqual("<>"u8) || IsXtext(value) ? null : Replies.BadParameter;
        }
    }

    private static SmtpReply? CheckSize(ReadOnlySpan<byte> value, long bytesMax)
    {
        if (value.Length > SizeDigitsMax || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return Replies.BadParameter;
        var fits = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= bytesMax;
        return fits ? null : Replies.TooLarge;
    }

    private static bool IsNotify(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "NEVER"u8)) return true;
        var seen = 0;
        foreach (var range in value.Split((byte)','))
        {
            var condition = value[range];
            var bit = Ascii.EqualsIgnoreCase(condition, "SUCCESS"u8) ? 1
                : Ascii.EqualsIgnoreCase(condition, "FAILURE"u8) ? 2
                : Ascii.EqualsIgnoreCase(condition, "DELAY"u8) ? 4 : 0;
            if (bit == 0 || (seen & bit) != 0) return false;
            seen |= bit;
        }

        return true;
    }

    private static bool IsOriginalRecipient(ReadOnlySpan<byte> value, bool smtpUtf8)
    {
        var semicolon = value.IndexOf((byte)';');
        if (semicolon <= 0 || semicolon == value.Length - 1 || value.Length > OriginalRecipientMax) return false;
        foreach (var b in value[..semicolon])
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '-') return false;
        var address = value[(semicolon + 1)..];
        return IsXtext(address) || (smtpUtf8 && IsUtf8Xtext(address));
    }

    /// <summary>Printable ASCII but + and =, and + with two upper-case hexadecimal digits (RFC 3461 4).</summary>
    private static bool IsXtext(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && HasOnlyWholeEscapes(value);

    // The utf-8 address type also has its characters as they are (RFC 6533 3).
    private static bool IsUtf8Xtext(ReadOnlySpan<byte> value) => Utf8.IsValid(value) && HasOnlyWholeEscapes(value);

    private static bool HasOnlyWholeEscapes(ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)'=')) return false;
        for (int plus; (plus = value.IndexOf((byte)'+')) >= 0; value = value[(plus + 3)..])
            if (plus + 2 >= value.Length || !IsHex(value[plus + 1]) || !IsHex(value[plus + 2])) return false;
        return true;
    }

    private static bool IsHex(byte b) => b is >= (byte)'0' and <= (byte)'9' or >= (byte)'A' and <= (byte)'F';

    private static bool Next(
        ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value, out bool hasValue)
    {
        var start = text.IndexOfAnyExcept(Blank);
        keyword = value = default;
        hasValue = false;
        if (start < 0) return false;
        text = text[start..];
        var end = text.IndexOf((byte)' ');
        var parameter = end < 0 ? text : text[..end];
        text = text[parameter.Length..];
        var equals = parameter.IndexOf((byte)'=');
        hasValue = equals >= 0;
        keyword = hasValue ? parameter[..equals] : parameter;
        if (hasValue) value = parameter[(equals + 1)..];
        return true;
    }

    [Flags]
    private enum MailKeyword
    {
        None = 0,
        Size = 1,
        Body = 2,
        Utf8 = 4,
        Return = 8,
        EnvelopeId = 16,
        Auth = 32,
    }
}
