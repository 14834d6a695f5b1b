namespace VoicemailOrleans.Bench.Load;

/// <summary>What a load generator does.</summary>
/// <param name="Host">The gateway.</param>
/// <param name="Port">Its port.</param>
/// <param name="Sessions">Senders at once.</param>
/// <param name="Count">Messages in all.</param>
/// <param name="Recording">Each message's recording, a WAV file.</param>
/// <param name="Reuse">Keep the connection; a PBX opens one per message.</param>
internal sealed record LoadPlan(string Host, int Port, int Sessions, int Count, byte[] Recording, bool Reuse)
{
    /// <summary>
    /// Small messages, so many that .NET has compiled, and compiled anew what is used much: after some 5,000.
    /// </summary>
    public static LoadPlan WarmUp(string host, int port) => new(host, port, 16, 6000, Recordings.Noise(10_000), false);
}

/// <summary>What came of it.</summary>
/// <param name="Accepted">Messages that got their 250.</param>
/// <param name="Refused">Messages that got another reply, or none.</param>
/// <param name="Elapsed">From the first connection to the last reply.</param>
/// <param name="Latencies">From the final dot to its reply, in milliseconds, sorted.</param>
internal sealed record LoadResult(int Accepted, int Refused, TimeSpan Elapsed, double[] Latencies)
{
    public double PerSecond => Accepted / Elapsed.TotalSeconds;

    /// <summary>A percentile of the latencies, in milliseconds.</summary>
    public double Percentile(double share) =>
        Latencies.Length == 0 ? double.NaN : Latencies[Math.Min(Latencies.Length - 1, (int)(share * Latencies.Length))];
}
