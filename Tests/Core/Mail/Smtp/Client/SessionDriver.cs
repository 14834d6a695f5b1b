using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

/// <summary>
/// Plays a conversation with a session without a connection: lines of the server's side are fed when the session waits,
/// and everything it wants is written down.
/// </summary>
internal sealed class SessionDriver(SmtpClientSession session, int step)
{
    private readonly StringBuilder transcript = new();

    public static ClientMessage Message(params string[] recipients) => new(
        "from@a.test", [.. recipients.Select(recipient => new ClientRecipient(recipient + "@b.test"))], new ContentFacts(10, false, false));

    /// <summary>
    /// What the session did, one line each: <c>C: command</c>, <c>tls</c>, <c>content 0,1</c>, <c>idle</c>,
    /// <c>close</c>.
    /// </summary>
    public string Transcript => transcript.ToString().Replace("\r\n", "\n");

    /// <summary>Runs until the session is idle or closed, or the server has nothing more to say.</summary>
    public void Run(string server)
    {
        var octets = new Queue<byte[]>(Encoding.UTF8.GetBytes(server).Chunk(step));
        while (true)
        {
            switch (session.Next())
            {
                case ClientStep.Send send:
                    transcript.Append("C: ").Append(Encoding.UTF8.GetString(send.Octets.Span).TrimEnd().Replace("\r\n", " | ")).Append('\n');
                    break;
                case ClientStep.Receive when octets.TryDequeue(out var chunk):
                    session.Receive(chunk);
                    break;
                case ClientStep.Receive:
                    return;
                case ClientStep.StartTls:
                    transcript.Append("tls\n");
                    session.TlsEstablished();
                    break;
                case ClientStep.SendContent content:
                    transcript.Append("content ").AppendJoin(',', content.Recipients).Append('\n');
                    session.AllowDot();
                    break;
                case ClientStep.Idle:
                    transcript.Append("idle\n");
                    return;
                default:
                    transcript.Append("close\n");
                    return;
            }
        }
    }

    public string Results() => string.Join(' ', session.Results.Select(result => result is null ? "-" : $"{result.Kind}/{result.Reply.Code}"));
}
