using System.Buffers;
using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>Plays the host of a session: feeds it octets in any cut, keeps replies and messages.</summary>
internal sealed class SessionDriver(SmtpSession session)
{
    private readonly List<byte> pending = [];
    private readonly List<byte> content = [];

    public List<string> Replies { get; } = [session.Greeting.ToString()];

    public List<string> Messages { get; } = [];

    public List<SmtpTransaction> Transactions { get; } = [];

    public bool IsClosed { get; private set; }

    public StorageState Outcome { get; set; } = StorageState.Open;

    /// <summary>One input, one segment.</summary>
    public SessionDriver Feed(string octets)
    {
        pending.AddRange(Encoding.Latin1.GetBytes(octets));
        Run(new ReadOnlySequence<byte>(pending.ToArray()));
        return this;
    }

    /// <summary>One input whose octets lie in as many segments, with empty ones between.</summary>
    public SessionDriver FeedScattered(string octets)
    {
        pending.AddRange(Encoding.Latin1.GetBytes(octets));
        Run(Segment.Scatter(pending.ToArray()));
        return this;
    }

    private void Run(ReadOnlySequence<byte> input)
    {
        while (!IsClosed)
        {
            var next = session.Next(ref input);
            if (next.Reply is not null) Keep(next.Reply.Wire);
            if (session.Transaction is null) content.Clear();
            switch (next.Kind)
            {
                case SessionEventKind.NeedMore:
                    pending.Clear();
                    pending.AddRange(input.ToArray());
                    return;
                case SessionEventKind.Content:
                    content.AddRange(next.Content);
                    break;
                case SessionEventKind.Discard:
                    content.Clear();
                    break;
                case SessionEventKind.EndOfMessage:
                    EndMessage();
                    break;
                case SessionEventKind.StartTls:
                    pending.Clear();
                    session.EnterTls();
                    return;
                case SessionEventKind.Close:
                    IsClosed = true;
                    break;
            }
        }
    }

    private void EndMessage()
    {
        Transactions.Add(session.Transaction!);
        if (Outcome == StorageState.Open) Messages.Add(Encoding.Latin1.GetString(content.ToArray()));
        content.Clear();
        Keep(session.Conclude(Outcome, "id").Wire);
    }

    private void Keep(ReadOnlySpan<byte> wire)
    {
        var text = Encoding.ASCII.GetString(wire);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        foreach (var line in text[..^2].Split("\r\n")) CheckLine(line);
        Replies.Add(text[..^2].Split("\r\n")[^1]);
    }

    /// <summary>Rows Z01 and Z02: the form of every reply line (RFC 5321 4.2, RFC 2034 4).</summary>
    private static void CheckLine(string line)
    {
        Assert.True(line.Length + 2 <= 512, line);
        Assert.Matches("^[2-5][0-9][0-9][ -]", line);
        var isHello = line.StartsWith("250", StringComparison.Ordinal)
            && !line.StartsWith("250 2.", StringComparison.Ordinal);
        if (line[0] == '3' || isHello) return;
        Assert.Matches($"^{line[..3]}[ -]{line[0]}\\.[0-9]{{1,3}}\\.[0-9]{{1,3}} .", line);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Scatter(byte[] octets)
        {
            var first = new Segment();
            var last = first;
            foreach (var octet in octets)
            {
                last = last.Append([octet]);
                last = last.Append([]);
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }

        private Segment Append(byte[] octets)
        {
            var next = new Segment { Memory = octets, RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
