using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A plain SMTP client that shares no code with the product.</summary>
public static class SmtpTestClient
{
    /// <summary>Submits a mail; returns the reply to the final dot or the first reply that refused.</summary>
    public static async Task<string> SendAsync(int port, string from, IReadOnlyList<string> recipients, byte[] content, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);

        async Task<string> ReplyAsync()
        {
            while (true)
            {
                var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The gateway closed the connection.");
                if (line.Length < 3) throw new IOException("The gateway closed the connection inside a reply.");
                if (line.Length < 4 || line[3] != '-') return line;
            }
        }

        async Task<string> AskAsync(string command)
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(command + "\r\n"), cancellationToken);
            return await ReplyAsync();
        }

        var reply = await ReplyAsync();
        string[] commands = ["EHLO pbx.example", $"MAIL FROM:<{from}>", .. recipients.Select(recipient => $"RCPT TO:<{recipient}>"), "DATA"];
        foreach (var command in commands)
        {
            if (reply[0] is not ('2' or '3')) return reply;
            reply = await AskAsync(command);
        }

        if (reply[0] != '3') return reply;
        await stream.WriteAsync(Stuffed(content), cancellationToken);
        reply = await ReplyAsync();
        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        return reply;
    }

    private static byte[] Stuffed(byte[] content)
    {
        var text = Encoding.Latin1.GetString(content).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        if (text.StartsWith('.')) text = "." + text;
        if (!text.EndsWith("\r\n", StringComparison.Ordinal)) text += "\r\n";
        return Encoding.Latin1.GetBytes(text + ".\r\n");
    }
}
