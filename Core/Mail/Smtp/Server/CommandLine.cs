using System.Buffers;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>The commands there are.</summary>
internal enum Verb
{
    Unknown,
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
    StartTls,
    Auth,
    Http,
}

/// <summary>Cuts lines out of the input and verbs off lines (RFC 5321 2.3.8, 2.4, 4.1.1).</summary>
internal static class CommandLine
{
    private const byte TlsHandshakeRecord = 0x16; // RFC 8446 5.1

    /// <summary>
    /// Takes one line off the input. A line ends with CRLF and nothing else; its size counts before it is looked at.
    /// </summary>
    /// <returns>Whether there is a line; it is without its CRLF.</returns>
    public static bool TryRead(ref ReadOnlySequence<byte> input, out ReadOnlySpan<byte> line)
    {
        var first = input.FirstSpan;
        var end = first.IndexOf("\r\n"u8);
        if (end >= 0)
        {
            line = first[..end];
            input = input.Slice(end + 2);
            return true;
        }

        line = default;
        if (input.IsSingleSegment) return false;
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> parts, "\r\n"u8)) return false;
        line = parts.IsSingleSegment ? parts.FirstSpan : parts.ToArray(); // rare: a line across two buffers
        input = input.Slice(reader.Position);
        return true;
    }

    /// <summary>A TLS ClientHello on the clear port: it will never have a line end that we could answer.</summary>
    public static bool IsTlsRecord(in ReadOnlySequence<byte> input) => FirstSpan(input) is [TlsHandshakeRecord, ..];

    /// <summary>The first octets of an input; empty only when all of it is.</summary>
    public static ReadOnlySpan<byte> FirstSpan(in ReadOnlySequence<byte> input)
    {
        if (!input.FirstSpan.IsEmpty) return input.FirstSpan;
        foreach (var memory in input)
            if (!memory.IsEmpty) return memory.Span;
        return default;
    }

    /// <summary>NUL, bare CR, bare LF and their like: never a command, whatever stands around them.</summary>
    public static bool HasControls(ReadOnlySpan<byte> line) =>
        line.ContainsAnyInRange((byte)0x00, (byte)0x1F) || line.Contains((byte)0x7F);

    /// <summary>Splits a line into its verb and its argument; blanks at the end are ignored (RFC 5321 4.1.1).</summary>
    public static Verb Parse(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> argument)
    {
        line = line.TrimEnd((byte)' ');
        var blank = line.IndexOf((byte)' ');
        var word = blank < 0 ? line : line[..blank];
        argument = blank < 0 ? default : line[blank..].TrimStart((byte)' ');
        return Recognise(word);
    }

    private static Verb Recognise(ReadOnlySpan<byte> word)
    {
        foreach (var (name, verb) in Verbs)
            if (Ascii.EqualsIgnoreCase(word, name)) return verb;
        return Verb.Unknown;
    }

    private static readonly (byte[] Name, Verb Verb)[] Verbs =
    [
        ("RCPT"u8.ToArray(), Verb.Rcpt), ("MAIL"u8.ToArray(), Verb.Mail), ("DATA"u8.ToArray(), Verb.Data),
        ("BDAT"u8.ToArray(), Verb.Bdat),
        ("EHLO"u8.ToArray(), Verb.Ehlo), ("HELO"u8.ToArray(), Verb.Helo), ("QUIT"u8.ToArray(), Verb.Quit),
        ("RSET"u8.ToArray(), Verb.Rset), ("NOOP"u8.ToArray(), Verb.Noop), ("VRFY"u8.ToArray(), Verb.Vrfy),
        ("EXPN"u8.ToArray(), Verb.Expn), ("HELP"u8.ToArray(), Verb.Help), ("AUTH"u8.ToArray(), Verb.Auth),
        ("STARTTLS"u8.ToArray(), Verb.StartTls),
        // A browser or a forged request: what follows could hold our verbs (CWE-441).
        ("GET"u8.ToArray(), Verb.Http), ("POST"u8.ToArray(), Verb.Http), ("PUT"u8.ToArray(), Verb.Http),
        ("HEAD"u8.ToArray(), Verb.Http), ("DELETE"u8.ToArray(), Verb.Http), ("PATCH"u8.ToArray(), Verb.Http),
        ("OPTIONS"u8.ToArray(), Verb.Http), ("CONNECT"u8.ToArray(), Verb.Http), ("TRACE"u8.ToArray(), Verb.Http),
        ("PRI"u8.ToArray(), Verb.Http), ("Host:"u8.ToArray(), Verb.Http), ("User-Agent:"u8.ToArray(), Verb.Http),
    ];
}
