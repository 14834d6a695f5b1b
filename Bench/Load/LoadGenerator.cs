using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Bench.Load;

/// <summary>Sends voicemails the way a PBX does and takes the time from each final dot to its reply.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(LoadPlan plan)
    {
        var recording = Convert.ToBase64String(Recording(plan.SizeBytes), Base64FormattingOptions.InsertLineBreaks);
        var latencies = new ConcurrentBag<double>();
        var refused = 0;
        var next = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, plan.Sessions).Select(_ => Task.Run(async () =>
        {
            LoadSession? session = null;
            while (Interlocked.Increment(ref next) is var number && number <= plan.Count)
            {
                try
                {
                    session ??= await LoadSession.OpenAsync(plan.Host, plan.Port);
                    if (await session.SendAsync(Mail(number, recording)) is { } latency) latencies.Add(latency);
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
        })));
        var sorted = latencies.Order().ToArray();
        return new LoadResult(sorted.Length, refused, Stopwatch.GetElapsedTime(started), sorted);
    }

    /// <summary>
    /// A mail as a PBX writes it; each has its own Message-ID, or it would be taken for a repetition.
    /// </summary>
    private static byte[] Mail(int number, string recording) => Encoding.ASCII.GetBytes(
        $"""
        From: "Voicemail" <voicemail@pbx.example>
        To: <user{number}@example.org>
        Subject: Voicemail message {number}
        Date: Fri, 02 Jan 2026 10:00:00 +0000
        Message-ID: <bench-{Environment.ProcessId}-{number}@pbx.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="bench"

        --bench
        Content-Type: text/plain

        You have a new voicemail.
        --bench
        Content-Type: audio/wav; name="message.wav"
        Content-Transfer-Encoding: base64

        {recording}
        --bench--
        .

        """.ReplaceLineEndings("\r\n"));

    /// <summary>Quiet noise in G.711: as incompressible as speech, and heard as nothing.</summary>
    private static byte[] Recording(int sizeBytes)
    {
        var wav = new byte[Math.Max(64, sizeBytes)];
        new Random(1).NextBytes(wav);
        "RIFF"u8.CopyTo(wav);
        BitConverter.TryWriteBytes(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        byte[] format = [16, 0, 0, 0, 7, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0];
        format.CopyTo(wav, 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BitConverter.TryWriteBytes(wav.AsSpan(40), wav.Length - 44);
        return wav;
    }
}
