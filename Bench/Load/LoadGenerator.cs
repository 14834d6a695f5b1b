using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>Sends voicemails the way a PBX does and takes the time from each final dot to its reply.</summary>
internal sealed class LoadGenerator
{
    private static readonly string Run = $"{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}";

    private static int lastNumber;

    private readonly LoadPlan plan;
    private readonly byte[] tail;
    private readonly ConcurrentBag<double> latencies = [];
    private int left;
    private int refused;

    private LoadGenerator(LoadPlan plan)
    {
        this.plan = plan;
        left = plan.Count;
        var recording = Convert.ToBase64String(plan.Recording, Base64FormattingOptions.InsertLineBreaks);
        tail = Encoding.ASCII.GetBytes(recording + "\r\n--bench--\r\n.\r\n");
    }

    public static async Task<LoadResult> RunAsync(LoadPlan plan)
    {
        var generator = new LoadGenerator(plan);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, plan.Sessions).Select(_ => Task.Run(generator.SendShareAsync)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var sorted = generator.latencies.Order().ToArray();
        return new LoadResult(sorted.Length, generator.refused, elapsed, sorted);
    }

    private async Task SendShareAsync()
    {
        LoadSession? session = null;
        while (Interlocked.Decrement(ref left) >= 0)
        {
            try
            {
                session ??= await LoadSession.OpenAsync(plan.Host, plan.Port);
                var head = Head(Interlocked.Increment(ref lastNumber));
                if (await session.SendAsync(head, tail) is { } latency) latencies.Add(latency);
                else Interlocked.Increment(ref refused);
                if (plan.Reuse) continue;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Interlocked.Increment(ref refused);
            }

            session?.Dispose();
            session = null;
        }

        session?.Dispose();
    }

    /// <summary>
    /// A mail as a PBX writes it. No two are the same, not even of two lines of the table: the service relays no
    /// message twice, and a journey that ends as a duplicate costs next to nothing.
    /// </summary>
    private static byte[] Head(int number) => Encoding.ASCII.GetBytes(
        $"""
        From: "Voicemail" <voicemail@pbx.example>
        To: <user{number}@example.org>
        Subject: Voicemail message {number}
        Date: Fri, 02 Jan 2026 10:00:00 +0000
        Message-ID: <bench-{Run}-{number}@pbx.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="bench"

        --bench
        Content-Type: text/plain

        You have a new voicemail.
        --bench
        Content-Type: audio/wav; name="message.wav"
        Content-Transfer-Encoding: base64


        """.ReplaceLineEndings("\r\n"));
}
