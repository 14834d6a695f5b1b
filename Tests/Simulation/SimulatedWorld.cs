using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A defect put in on purpose, to see that the simulation catches it.</summary>
internal enum Plant
{
    None,

    /// <summary>The store writes in spite of a conflict.</summary>
    IgnoresConflicts,

    /// <summary>InFlight is not kept.</summary>
    ForgetsInFlight,

    /// <summary>The smarthost client sends its dot without asking.</summary>
    DotsUnasked,

    /// <summary>Copies that the PBX sends again are not recognised.</summary>
    ForgetsIntakes,

    /// <summary>Outcomes other than delivered are lost.</summary>
    CallsAllDelivered,

    /// <summary>A wake does not wake.</summary>
    LosesWakes,

    /// <summary>The spool does not delete.</summary>
    KeepsContent,
}

/// <summary>A fault that the simulation threw.</summary>
internal sealed class SimulatedFaultException(string what) : Exception(what);

/// <summary>What all simulated parts share.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(int seed, Plant plant)
    {
        Random = new Random(seed);
        Plant = plant;
        Rates = FaultRates.Draw(Random);
        ClockMayJump = Rates.ClockJumps > 0;
        Patience = Rates.IsPrompt ? TimeSpan.FromMinutes(1)
            : Rates.KeepsDeadlines ? Policy.DeliverBy + TimeSpan.FromMinutes(1)
            : TimeSpan.FromDays(100);
        Store = new InMemoryGrainStore(Clock);
        Scheduler = new Scheduler(Random, Clock);
        Ledger = new Ledger(this);
    }

    public Random Random { get; }

    public Plant Plant { get; }

    public FaultRates Rates { get; private set; }

    /// <summary>How long after its receipt a mail must have left under this seed's faults.</summary>
    public TimeSpan Patience { get; }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryGrainStore Store { get; }

    public FakeSpool Spool { get; } = new();

    public Scheduler Scheduler { get; }

    public Ledger Ledger { get; }

    /// <summary>The defaults, but that a click may take long on its way through this world.</summary>
    public VoicemailPolicy Policy { get; } =
        new() { TranscribePrivate = true, DoubleClickWindow = TimeSpan.FromMinutes(2) };

    /// <summary>The clock may jump between two clicks.</summary>
    public bool ClockMayJump { get; }

    /// <summary>Changes with everything that happens: two runs of a seed must end with the same.</summary>
    public ulong Trace { get; private set; } = 14695981039346656037;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public void StopFaults() => Rates = new FaultRates();

    public bool Strikes(double rate) => rate > 0 && Random.NextDouble() < rate;

    public void Note(string what)
    {
        foreach (var c in what) Trace = (Trace ^ c) * 1099511628211;
        Trace ^= (ulong)Now.UtcTicks;
    }

    public TimeSpan Between(TimeSpan min, TimeSpan max) => min + (max - min) * Random.NextDouble();

    /// <summary>A call to another process: takes a moment, now and then a longer one.</summary>
    public async Task CallAsync(SimulatedProcess process, string what)
    {
        var latency = Random.Next(10) == 0 ? Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)) : TimeSpan.Zero;
        await Scheduler.PauseAsync(process, latency);
        Note($"{process.Name} {what}");
    }
}
