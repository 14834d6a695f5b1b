using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>
/// The conversations under TestData/Smtp/Server, each played whole, line by line, octet by octet and scattered over
/// segments, always with the same replies and messages.
///
/// A file is made of lines: <c>#</c> comment, <c>options: name name</c> for the server's settings, <c>C: </c> what the
/// client sends, with CRLF, <c>R: </c> what it sends as it stands, <c>S: </c> how the next reply begins, <c>M: </c> the
/// next message taken. <c>\r \n \0 \t \\ \xHH</c> are octets, and <c>{x*100}</c> is a hundred times x.
/// </summary>
public sealed partial class ConversationTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Smtp", "Server");

    public static TheoryData<string> Files() =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Conversation_CutAnywhere_GivesTheSameRepliesAndMessages(string file)
    {
        var talk = Read(Path.Combine(Folder, file));
        var whole = string.Concat(talk.Sent);
        Check("whole", talk, driver => driver.Feed(whole));
        Check("by line", talk, driver => talk.Sent.ForEach(line => driver.Feed(line)));
        Check("scattered", talk, driver => driver.FeedScattered(whole));
        Check("by octet", talk, driver =>
        {
            foreach (var octet in whole) driver.Feed(octet.ToString());
        });
        for (var size = 2; size <= 3; size++)
        {
            Check($"by {size} octets", talk, driver =>
            {
                foreach (var piece in whole.Chunk(size)) driver.Feed(new string(piece));
            });
        }
    }

    private static void Check(string cut, Conversation talk, Action<SessionDriver> play)
    {
        var driver = new SessionDriver(new SmtpSession(talk.Options, talk.IsTls, talk.HasTls));
        play(driver);
        Assert.True(
            talk.Replies.Count == driver.Replies.Count
            && talk.Replies.Zip(driver.Replies).All(p => p.Second.StartsWith(p.First, StringComparison.Ordinal)),
            $"{cut}: expected\n{string.Join('\n', talk.Replies)}\nbut got\n{string.Join('\n', driver.Replies)}");
        Assert.Equal(talk.Messages, driver.Messages);
        Assert.Equal(talk.Replies[^1].StartsWith("221", StringComparison.Ordinal) || talk.Closes, driver.IsClosed);
    }

    private static Conversation Read(string path)
    {
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

    private sealed class Conversation
    {
        public List<string> Sent { get; } = [];

        public List<string> Replies { get; } = [];

        public List<string> Messages { get; } = [];

        public SmtpSessionOptions Options { get; private set; } = new() { HostName = "mx.test" };

        public bool IsTls { get; private set; }

        public bool HasTls { get; private set; }

        public bool Closes { get; private set; }

        public void Set(string names)
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
    }
}
