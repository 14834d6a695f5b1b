using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A mail as the sink took it.</summary>
/// <param name="ReversePath">MAIL FROM.</param>
/// <param name="Recipients">The accepted RCPT TO.</param>
/// <param name="Content">The octets, dots unstuffed.</param>
public sealed record SunkMail(string ReversePath, IReadOnlyList<string> Recipients, byte[] Content)
{
    /// <summary>When it was taken, on the clock of <see cref="Stopwatch"/>.</summary>
    public long At { get; } = Stopwatch.GetTimestamp();

    /// <summary>The content octet by octet as text.</summary>
    public string Text => Encoding.Latin1.GetString(Content);

    /// <summary>The value of the first field of this name, unfolded; null when there is none.</summary>
    public string? Header(string name)
    {
        var head = Text[..Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ").Replace("\r\n\t", " ");
        return head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }
}

/// <summary>
/// An independent mail server: shares no code with the product. Takes what it is told to take and keeps a ledger.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<SunkMail> arrivals = Channel.CreateUnbounded<SunkMail>();
    private readonly ConcurrentBag<Task> sessions = [];

    /// <summary>Listens on a free port of 127.0.0.1, or on another address and port.</summary>
    public SmtpSink(IPAddress? address = null, int port = 0)
    {
        listener = new TcpListener(address ?? IPAddress.Loopback, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        sessions.Add(AcceptAsync());
    }

    public int Port { get; }

    /// <summary>Everything taken, in order.</summary>
    public ConcurrentQueue<SunkMail> Ledger { get; init; } = [];

    /// <summary>Transactions that were refused at RCPT or at the final dot.</summary>
    public int Refusals;

    /// <summary>The reply to RCPT TO.</summary>
    public Func<string, string> OnRecipient { get; set; } = _ => "250 2.1.5 Ok";

    /// <summary>The reply to the final dot; null cuts the connection after taking the mail.</summary>
    public Func<SunkMail, string?> OnDot { get; set; } = _ => "250 2.0.0 Taken";

    /// <summary>
    /// Awaited before each reply with the verb it answers: "CONNECT" for the greeting, "." for the final dot, when the
    /// mail is in the ledger already. It may hang until the sink ends, or throw <see cref="IOException"/> to cut.
    /// </summary>
    public Func<string, CancellationToken, Task> BeforeReply { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Tells of each mail that was taken.</summary>
    public event Action? Taken;

    /// <summary>The next mail to arrive.</summary>
    public async Task<SunkMail> NextAsync(TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(30));
        try
        {
            return await arrivals.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No further mail reached the sink; it has {Ledger.Count}, refused {Refusals}.");
        }
    }

    /// <summary>Waits until the ledger satisfies a condition.</summary>
    public async Task UntilAsync(Func<IReadOnlyCollection<SunkMail>, bool> condition, string what, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (!condition(Ledger))
        {
            try
            {
                await arrivals.Reader.ReadAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The sink never had {what}; it has {Ledger.Count} mails, refused {Refusals}.");
            }
        }
    }

    /// <summary>Hangs up on everybody and listens no more; the ledger stays.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await Task.WhenAll(sessions);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) sessions.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await TalkAsync(reader, writer);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        await BeforeReply("CONNECT", stop.Token);
        await writer.WriteLineAsync("220 sink.example ESMTP");
        string from = "";
        List<string> recipients = [];
        while (await reader.ReadLineAsync(stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            string? reply = "250 2.0.0 Ok";
            switch (verb)
            {
                case "EHLO": reply = "250-sink.example\r\n250-PIPELINING\r\n250-SIZE\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES"; break;
                case "MAIL": (from, recipients) = (Path(line), []); break;
                case "RCPT":
                    reply = OnRecipient(Path(line));
                    if (reply[0] == '2') recipients.Add(Path(line));
                    else Interlocked.Increment(ref Refusals);
                    break;
                case "DATA" when recipients.Count == 0: reply = "554 5.5.1 No valid recipients"; break;
                case "DATA":
                    await BeforeReply("DATA", stop.Token);
                    await writer.WriteLineAsync("354 Go ahead");
                    reply = Take(new SunkMail(from, recipients, await ContentAsync(reader)));
                    if (reply is null) return;
                    verb = ".";
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 2.0.0 Bye");
                    return;
            }

            await BeforeReply(verb, stop.Token);
            await writer.WriteLineAsync(reply);
        }
    }

    private string? Take(SunkMail mail)
    {
        var reply = OnDot(mail);
        if (reply is null || reply[0] == '2')
        {
            Ledger.Enqueue(mail);
            arrivals.Writer.TryWrite(mail);
            Taken?.Invoke();
        }
        else
        {
            Interlocked.Increment(ref Refusals);
        }

        return reply;
    }

    private async Task<byte[]> ContentAsync(StreamReader reader)
    {
        var content = new StringBuilder();
        while (true)
        {
            var line = await reader.ReadLineAsync(stop.Token) ?? throw new IOException("cut inside DATA");
            if (line == ".") return Encoding.Latin1.GetBytes(content.ToString());
            content.Append(line.StartsWith('.') ? line.AsSpan(1) : line).Append("\r\n");
        }
    }

    private static string Path(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
}
