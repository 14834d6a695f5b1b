using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>
/// A conversation out of TestData/Smtp/Server. A file is made of lines: <c>#</c> comment, <c>options: name name</c> for
/// the server's settings, <c>C: </c> what the client sends, with CRLF, <c>R: </c> what it sends as it stands,
/// <c>S: </c> how the next reply begins, <c>M: </c> the next message taken. <c>\r \n \0 \t \\ \xHH</c> are octets,
/// and <c>{x*100}</c> is a hundred times x.
/// </summary>
public sealed partial class Conversation
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Smtp", "Server");

    public List<string> Sent { get; } = [];

    public List<string> Replies { get; } = [];

    public List<string> Messages { get; } = [];

    public SmtpSessionOptions Options { get; private set; } = new() { HostName = "mx.test" };

    public bool IsTls { get; private set; }

    public bool HasTls { get; private set; }

    public bool Closes { get; private set; }

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static Conversation Read(string file)
    {
        var path = Path.Combine(Folder, file);
        var talk = new Conversation();
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var value = Unescape(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart(' '));
            switch (line[0])
            {
                case 'o': talk.Set(value); break;
                case 'C': talk.Sent.Add((line.Length > 3 ? Unescape(line[3..]) : "") + "\r\n"); break;
                case 'R': talk.Sent.Add(Unescape(line[3..])); break;
                case 'S': talk.Replies.Add(value); break;
                case 'M': talk.Messages.Add(value); break;
                default: throw new FormatException($"{path}: {line}");
            }
        }

        return talk;
    }

    private void Set(string names)
    {
        var set = names.Split(' ');
        IsTls = set.Contains("tls");
        HasTls = IsTls || set.Contains("starttls");
        Closes = set.Contains("closes");
        Options = new SmtpSessionOptions
        {
            HostName = "mx.test",
            AllowAuthWithoutTls = set.Contains("auth-in-clear"),
            AuthRequired = set.Contains("auth-required"),
            TlsRequired = set.Contains("tls-required"),
            Credential = set.Contains("auth") ? new SmtpCredential("pbx", "secret") : null,
            AcceptBareLineFeeds = !set.Contains("no-bare-lf"),
            RelayDomains = set.Contains("relay") ? ["ours.test", ".sub.test"] : [],
            MessageBytesMax = set.Contains("small") ? 1000 : 150_000_000,
            RecipientsMax = set.Contains("small") ? 2 : 1000,
            ErrorsMax = set.Contains("patient") ? 1000 : 20,
        };
    }

    private static string Unescape(string text) =>
        Escape().Replace(Repeat().Replace(text, m => string.Concat(
            Enumerable.Repeat(m.Groups[1].Value, int.Parse(m.Groups[2].Value, null)))), m => m.Value[1] switch
        {
            'r' => "\r",
            'n' => "\n",
            't' => "\t",
            '0' => "\0",
            'x' => ((char)Convert.ToInt32(m.Value[2..], 16)).ToString(),
            _ => "\\",
        });

    [GeneratedRegex(@"\\(x[0-9A-Fa-f]{2}|[rnt0\\])")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\{([^{}*]+)\*([0-9]+)\}")]
    private static partial Regex Repeat();
}
