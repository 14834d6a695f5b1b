using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What reading gave.</summary>
public enum ReplyStatus
{
    /// <summary>The reply is not complete; everything given was taken.</summary>
    NeedMore,

    /// <summary><see cref="SmtpReplyParser.Reply"/> is set; octets after it were left.</summary>
    Complete,

    /// <summary>Not a reply, or past a limit. The connection is of no more use.</summary>
    Invalid,
}

/// <summary>
/// Reads replies (RFC 5321 section 4.2) from octets cut anywhere. Strict about what decides (three digits, 2xx to
/// 5xx, one code for all lines, <c>-</c> or blank or nothing behind it), tolerant about what does not: a bare LF
/// ends a line, text may be of any charset and far longer than the 512 octets of section 4.5.3.1.5. Holds one
/// line and the lines of one reply, no more.
/// </summary>
public sealed class SmtpReplyParser
{
    /// <summary>Octets of a line: eight times the RFC's 512, twice Postfix's line_length_limit.</summary>
    public const int LineOctetsMax = 4096;

    /// <summary>Lines of a reply: no EHLO reply seen has half of them.</summary>
    public const int LinesMax = 64;

    private readonly byte[] line = new byte[LineOctetsMax];
    private readonly List<string> lines = [];
    private int length;
    private int code;

    /// <summary>The reply read last; meaningful after <see cref="ReplyStatus.Complete"/>.</summary>
    public SmtpReply Reply { get; private set; } = SmtpReply.Own(null, "");

    /// <summary>Part of a reply was read.</summary>
    public bool IsMidReply => length > 0 || lines.Count > 0;

    /// <summary>Reads up to the end of one reply and moves <paramref name="data"/> past what was taken.</summary>
    public ReplyStatus Read(ref ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var end = data.IndexOf((byte)'\n');
            var piece = end < 0 ? data : data[..end];
            if (piece.Length > LineOctetsMax - length) return ReplyStatus.Invalid;
            piece.CopyTo(line.AsSpan(length));
            length += piece.Length;
            if (end < 0)
            {
                data = default;
                break;
            }

            data = data[(end + 1)..];
            var status = EndOfLine();
            if (status != ReplyStatus.NeedMore) return status;
        }

        return ReplyStatus.NeedMore;
    }

    private ReplyStatus EndOfLine()
    {
        var text = line.AsSpan(0, length);
        length = 0;
        if (text is [.., (byte)'\r']) text = text[..^1];
        if (!TryReadCode(text, out var lineCode, out var isLast)) return ReplyStatus.Invalid;
        if (lines.Count == 0) code = lineCode;
        if (lineCode != code || lines.Count == LinesMax) return ReplyStatus.Invalid;
        lines.Add(text.Length > 4 ? Encoding.UTF8.GetString(text[4..]) : "");
        if (!isLast) return ReplyStatus.NeedMore;
        Reply = Finish();
        lines.Clear();
        return ReplyStatus.Complete;
    }

    private static bool TryReadCode(ReadOnlySpan<byte> text, out int code, out bool isLast)
    {
        code = 0;
        isLast = text.Length == 3 || (text.Length > 3 && text[3] == ' ');
        if (!isLast && !(text.Length > 3 && text[3] == '-')) return false;
        foreach (var digit in text[..3])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            code = code * 10 + digit - '0';
        }

        return code is >= 200 and <= 599;
    }

    private SmtpReply Finish()
    {
        var (enhanced, first) = ReplyText.SplitEnhancedCode(code, lines[0]);
        var rest = lines.Skip(1);
        if (enhanced is not null) rest = rest.Select(text => ReplyText.SplitEnhancedCode(code, text).Text);
        var whole = string.Join(' ', rest.Prepend(first)).Trim();
        return new SmtpReply(code, enhanced, ReplyText.Clean(whole)) { Lines = [.. lines] };
    }
}
