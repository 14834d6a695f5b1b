namespace VoicemailOrleans.Silo.Hosting;

/// <summary>How a silo takes turns.</summary>
public sealed class SiloOptions
{
    /// <summary>
    /// The shortest lease: 4 s, one more than the time a command to Redis may take. Below it, one answer that is lost
    /// would cost the turns under way their leases.
    /// </summary>
    public static readonly TimeSpan LeaseMin = TimeSpan.FromSeconds(4);

    private const int PollsPerLease = 8;
    private static readonly TimeSpan PollIntervalMax = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Turns at once. Default 32: turns wait for the network nearly all of their time (seconds for a speech engine,
    /// tens of milliseconds for a smarthost) and take a few milliseconds of CPU, so two cores carry many; what bounds
    /// them is memory, about 2 MB for a usual recording while it is transcribed and 60 MB for one of an hour.
    /// </summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How long a claim lasts without a sign of life. Default 8 s: with a poll each second, the work of a silo that
    /// died goes on elsewhere within 10 s. Extended at a third of it, so that two attempts may fail. It must exceed
    /// what the store may take for an answer and to be reached again (with Redis 3 s and some stalls), hence
    /// <see cref="LeaseMin"/>.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The longest sleep between two looks at the store; bells and due times wake the silo sooner, so it counts only
    /// for what another process made due without being heard, and for leases that ran out. An eighth of the lease, at
    /// most 1 s: takeover after a kill takes 9 s with the default lease, 4.5 s with the shortest.
    /// </summary>
    public TimeSpan PollInterval => Lease < PollsPerLease * PollIntervalMax ? Lease / PollsPerLease : PollIntervalMax;

    /// <summary>
    /// The longest a turn may take; then it hangs. Default 2 h, beyond any honest one: a mail may wait for its place
    /// while another uses up the 40 min a smarthost has (30 to the final dot, 10 after it) and then take as long
    /// itself; an hour's recording takes an engine 27 min when each request takes its 90 s.
    /// </summary>
    public TimeSpan TurnLimit { get; set; } = TimeSpan.FromHours(2);

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
