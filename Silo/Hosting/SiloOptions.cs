namespace VoicemailOrleans.Silo.Hosting;

/// <summary>How a silo takes turns.</summary>
public sealed class SiloOptions
{
    /// <summary>
    /// Turns at once. Default 32: turns wait for the network nearly all of their time (seconds for a speech engine,
    /// tens of milliseconds for a smarthost) and take a few milliseconds of CPU, so two cores carry many; what bounds
    /// them is memory, about 2 MB for a usual recording while it is transcribed and 60 MB for one of an hour.
    /// </summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How long a claim lasts without a sign of life. Default 8 s: with a poll each second, the work of a silo that
    /// died goes on elsewhere within 10 s. Extended at a third of it, so that two attempts may fail.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The longest sleep between two looks at the store; bells and due times wake the silo sooner. Default 1 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The first delay after a turn that threw; doubles with each that follows. Default 1 s.</summary>
    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest delay after turns that threw. Default 5 min.</summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long turns may go on after the signal to stop. Default 25 s: Kubernetes kills after 30 (its
    /// terminationGracePeriodSeconds).
    /// </summary>
    public TimeSpan ShutdownPatience { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>This silo's name in leases; unique among those alive. Default: host name and process number.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";
}
