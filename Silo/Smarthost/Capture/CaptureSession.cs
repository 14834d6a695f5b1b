using System.Text;

namespace VoicemailOrleans.Silo.Smarthost.Capture;

/// <summary>
/// One SMTP connection to the capture smarthost. It refuses what is out of order and takes everything else.
/// </summary>
internal sealed class CaptureSession(
    CaptureReader reader, Stream stream, Func<string, IReadOnlyList<string>, ReadOnlyMemory<byte>, CapturedMail> keep)
{
    private const int ContentOctetsMax = 64 * 1024 * 1024;
    private const int RecipientsMax = 1000;

    private readonly StringBuilder replies = new();
    private readonly List<string> recipients = [];
    private string? reversePath;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Reply("220 capture ESMTP: every mail ends in a folder");
        while (true)
        {
            if (!reader.HasLine) await FlushAsync(cancellationToken);
            if (await reader.ReadLineAsync(cancellationToken) is not { } line) return;
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            if (verb == "DATA" && recipients.Count > 0) await TakeContentAsync(cancellationToken);
            else Reply(Answer(verb, line));
            if (verb != "QUIT") continue;
            await FlushAsync(cancellationToken);
            return;
        }
    }

    private string Answer(string verb, string line)
    {
        switch (verb)
        {
            case "EHLO":
                Reset();
                return $"250-capture\r\n250-PIPELINING\r\n250-SIZE {ContentOctetsMax}\r\n250-8BITMIME\r\n250 SMTPUTF8";
            case "HELO" or "RSET":
                Reset();
                return "250 2.0.0 ok";
            case "MAIL" when reversePath is null && PathOf(line) is { } from:
                reversePath = from;
                return "250 2.1.0 ok";
            case "RCPT" when reversePath is not null && PathOf(line) is { Length: > 0 } to:
                if (recipients.Count == RecipientsMax) return "452 4.5.3 too many recipients";
                recipients.Add(to);
                return "250 2.1.5 ok";
            case "MAIL" or "RCPT" or "DATA":
                return "503 5.5.1 out of order, or no path";
            case "NOOP":
                return "250 2.0.0 ok";
            case "QUIT":
                return "221 2.0.0 bye";
            default:
                return "500 5.5.2 not known here";
        }
    }

    private async Task TakeContentAsync(CancellationToken cancellationToken)
    {
        Reply("354 go on, end with a dot");
        await FlushAsync(cancellationToken);
        var content = await reader.ReadContentAsync(ContentOctetsMax, cancellationToken);
        if (content is { } octets) Reply($"250 2.6.0 captured as {keep(reversePath!, [.. recipients], octets).Number}");
        else Reply("552 5.3.4 too large");
        Reset();
    }

    private void Reset()
    {
        reversePath = null;
        recipients.Clear();
    }

    private void Reply(string text) => replies.Append(text).Append("\r\n");

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (replies.Length == 0) return;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(replies.ToString()), cancellationToken);
        replies.Clear();
    }

    private static string? PathOf(string line)
    {
        var start = line.IndexOf('<', StringComparison.Ordinal);
        var end = line.LastIndexOf('>');
        return start >= 0 && end > start ? line[(start + 1)..end] : null;
    }
}
