namespace VoicemailOrleans.Gateway.Intake;

/// <summary>How journalled messages become grains.</summary>
public sealed class IntakeOptions
{
    /// <summary>Grains one commit creates at most. Default 64: enough to share one flush of the store.</summary>
    public int BatchMax { get; set; } = 64;

    /// <summary>
    /// From one batch to the next, at least. Default 50 ms: a message alone does not wait, and those that follow it
    /// closely share their flushes, which else compete with those that the senders wait for.
    /// </summary>
    public TimeSpan BatchEvery { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// First wait after the store or the spool failed; it doubles up to <see cref="RetryMax"/>. Default 200 ms.
    /// </summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between tries. Default 10 s: mail moves soon after an outage ends.</summary>
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time one commit may take before it counts as failed. Default 30 s.</summary>
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stop waits for what is in the journal. Default 5 s; the rest waits on disk for the next start.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
