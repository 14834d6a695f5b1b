using System.Globalization;

namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// What a server offered in its reply to EHLO (RFC 5321 section 4.1.1.1); unknown keywords are passed over.
/// </summary>
public sealed record ServerExtensions
{
    /// <summary>Nothing, as after HELO.</summary>
    public static ServerExtensions None { get; } = new();

    /// <summary>RFC 2920.</summary>
    public bool Pipelining { get; init; }

    /// <summary>RFC 1870.</summary>
    public bool Size { get; init; }

    /// <summary>The largest message in octets; null when none was stated (or 0, which means the same).</summary>
    public long? SizeOctetsMax { get; init; }

    /// <summary>RFC 6152.</summary>
    public bool EightBitMime { get; init; }

    /// <summary>RFC 6531.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RFC 3461.</summary>
    public bool Dsn { get; init; }

    /// <summary>RFC 3207.</summary>
    public bool StartTls { get; init; }

    /// <summary>RFC 4954: mechanisms, upper case.</summary>
    public IReadOnlyList<string> Auth { get; init; } = [];

    /// <summary>Reads the lines of a reply to EHLO; the first is the greeting.</summary>
    public static ServerExtensions Parse(SmtpReply reply) =>
        reply.Lines.Skip(1).Aggregate(None, (offered, line) => offered.With(line));

    private ServerExtensions With(string line)
    {
        // QUIRK: "AUTH=PLAIN LOGIN" is the form of a draft that some servers still send beside the real one.
        var words = line.Trim().ToUpperInvariant().Replace("AUTH=", "AUTH ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return this;
        return words[0] switch
        {
            "PIPELINING" => this with { Pipelining = true },
            "SIZE" => this with { Size = true, SizeOctetsMax = ReadSize(words) },
            "8BITMIME" => this with { EightBitMime = true },
            "SMTPUTF8" => this with { SmtpUtf8 = true },
            "DSN" => this with { Dsn = true },
            "STARTTLS" => this with { StartTls = true },
            "AUTH" => this with { Auth = [.. Auth, .. words[1..]] },
            _ => this,
        };
    }

    private static long? ReadSize(string[] words)
    {
        if (words.Length < 2) return null;
        var isNumber = long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size);
        return isNumber && size > 0 ? size : null;
    }
}
