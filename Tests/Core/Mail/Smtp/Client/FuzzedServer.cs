using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

/// <summary>
/// A server that answers each flight of a session with octets drawn from a seed, and what the session made of it. The
/// octets of an answer are all fed before the session is asked what it wants: what a server says too early is then too
/// early however it is cut.
/// </summary>
internal sealed class FuzzedServer
{
    private const int FlightsMax = 60;

    private static readonly string[] Words =
    [
        "220 hi\r\n", "250 ok\r\n", "250-x\r\n", "251 there\r\n", "334 VXNlcm5hbWU6\r\n", "354 go\r\n", "421 bye\r\n", "450 4.2.0 later\r\n",
        "452 4.5.3 many\r\n", "503 5.5.1 what\r\n", "530 5.7.0 who\r\n", "550 5.1.1 no\r\n", "552 many\r\n", "999 x\r\n", "250", "-", " ", "\r\n",
        "\r", "\n", "\0", "2", "5.1.1 ", "250-\r\n250 \r\n", "x", "\u00ff", "250 " + new string('x', 5000) + "\r\n", "250-y\n250 z\n",
    ];

    private static readonly string[] Extensions =
        ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "SIZE 20", "SIZE 2000", "STARTTLS", "AUTH PLAIN", "AUTH LOGIN", "XFOO"];

    private readonly Random random;
    private readonly bool isRaw;
    private readonly int pieceMax;
    private readonly SmtpClientSession session;
    private readonly StringBuilder transcript = new();
    private readonly HashSet<int> dotted = [];
    private int messages;

    /// <param name="seed">What the server says, and what the owner of the session decides.</param>
    /// <param name="isRaw">Octets of any value; otherwise words of the grammar, most of them where they belong.</param>
    /// <param name="pieceMax">The most octets fed at a time.</param>
    public FuzzedServer(int seed, bool isRaw, int pieceMax)
    {
        random = new Random(seed);
        this.isRaw = isRaw;
        this.pieceMax = pieceMax;
        var user = random.Next(3) == 0 ? "user" : null;
        var settings = new ClientSettings("client.test", (TlsPolicy)random.Next(4)) { User = user, Password = user, RecipientsMax = random.Next(1, 4) };
        session = new SmtpClientSession(settings);
    }

    /// <summary>Runs to the end and gives all that was sent and what came of it.</summary>
    public string Play()
    {
        Feed("GREETING");
        for (var flight = 0; flight < FlightsMax && session.Next() is not ClientStep.Close and var step; flight++) Do(step);
        if (session.Next() is not (ClientStep.Close or ClientStep.Idle)) session.ConnectionLost("enough");
        Judge();
        foreach (var result in session.Results) transcript.Append($"{result!.Kind} {result.Reply.Code} {result.Reply.Text}\n");
        return transcript.Append($"{session.Failure} {session.IsStale}").ToString();
    }

    private void Do(ClientStep step)
    {
        switch (step)
        {
            case ClientStep.Send send:
                var lines = Encoding.UTF8.GetString(send.Octets.Span);
                transcript.Append(lines);
                Feed(lines);
                break;
            case ClientStep.Receive: // the answer was not enough
                if (random.Next(4) == 0) session.ConnectionLost("gone");
                else Feed("");
                break;
            case ClientStep.StartTls when random.Next(4) == 0:
                session.TlsFailed("no");
                break;
            case ClientStep.StartTls:
                session.TlsEstablished();
                break;
            case ClientStep.SendContent content:
                transcript.Append("content\n");
                if (random.Next(8) == 0) Feed("");
                dotted.UnionWith(content.Recipients);
                if (random.Next(10) == 0) session.ForbidDot();
                else session.AllowDot();
                break;
            case ClientStep.Idle when messages == 3:
                Judge();
                session.Quit();
                break;
            case ClientStep.Idle:
                Judge();
                messages++;
                dotted.Clear();
                session.Begin(SessionDriver.Message("a", "b", "c", "d"));
                break;
        }
    }

    /// <summary>Everybody has a result, none a success that was not said after his dot, and none keeps more than it may.</summary>
    private void Judge()
    {
        for (var position = 0; position < session.Results.Count; position++)
        {
            Assert.NotNull(session.Results[position]);
            var (kind, reply) = session.Results[position]!;
            Assert.Equal(kind == ResultKind.Delivered, reply.IsPositive);
            Assert.True(kind is ResultKind.Deferred or ResultKind.Refused || dotted.Contains(position), $"{kind} without a dot");
            Assert.True(reply.Text.Length <= SmtpReply.TextMax);
        }
    }

    private void Feed(string asked)
    {
        var octets = isRaw && random.Next(3) == 0 ? Raw() : Encoding.Latin1.GetBytes(Answer(asked));
        for (var start = 0; start < octets.Length;)
        {
            var length = Math.Min(pieceMax, octets.Length - start);
            session.Receive(octets.AsSpan(start, length));
            start += length;
        }
    }

    private byte[] Raw()
    {
        var octets = new byte[random.Next(200)];
        random.NextBytes(octets);
        return octets;
    }

    private string Answer(string asked)
    {
        var answer = new StringBuilder();
        foreach (var line in asked.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty(""))
            answer.Append(random.Next(12) == 0 || line.Length == 0 ? Words[random.Next(Words.Length)] : Usual(line));
        return answer.ToString();
    }

    private string Usual(string line) => line.Split(' ')[0] switch
    {
        "GREETING" => "220 hi\r\n",
        "EHLO" => "250-me\r\n" + string.Concat(Extensions.Where(_ => random.Next(3) > 0).Select(name => $"250-{name}\r\n")) + "250 HELP\r\n",
        "STARTTLS" => "220 go\r\n",
        "AUTH" => line.Contains("PLAIN", StringComparison.Ordinal) ? "235 2.7.0 in\r\n" : "334 VXNlcm5hbWU6\r\n",
        "RCPT" => random.Next(4) switch { 0 => "550 5.1.1 no\r\n", 1 => "452 4.5.3 many\r\n", _ => "250 2.1.5 ok\r\n" },
        "DATA" => random.Next(3) == 0 ? "503 none\r\n" : "354 go\r\n",
        "dXNlcg==" => random.Next(2) == 0 ? "334 UGFzc3dvcmQ6\r\n" : "235 2.7.0 in\r\n",
        _ => "250 2.0.0 ok\r\n",
    };
}
