using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A fault that the simulation threw: of the kind that disks and networks throw.</summary>
internal sealed class SimulatedFaultException(string what) : IOException(what);

/// <summary>What all simulated parts share.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>How long a call hangs before its caller gives up.</summary>
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    private static readonly int NotesMax = SimulationTests.Setting("SIMULATION_NOTES", 60);

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> events = new();
    private readonly Queue<(DateTimeOffset At, string What)> notes = new();
    private int planned;

    public SimulatedWorld(int seed, Plant plant)
    {
        Random = new Random(seed);
        Plant = plant;
        Rates = FaultRates.Draw(Random);
        ClockMayJump = Rates.ClockJumps + Rates.ClockErrors > 0;
        OnlyPoisonKills = (Rates with { Poison = 0 }).KeepsDeadlines;
        MayFallBack = Rates.StoreFallsBack > 0;
        ClockErrorMax = Rates.ClockErrors == 0 ? TimeSpan.Zero : Random.Next(3) switch
        {
            0 => TimeSpan.FromSeconds(20),
            1 => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(3),
        };
        Patience = Rates.IsPrompt ? TimeSpan.FromMinutes(1)
            : Rates.KeepsDeadlines ? Policy.DeliverBy + TimeSpan.FromMinutes(1)
            : TimeSpan.FromDays(100);
        StoreClock = new WrongClock(Clock);
        Store = new InMemoryGrainStore(StoreClock);
        Scheduler = new Scheduler(Random, Clock);
        Ledger = new Ledger(this);
    }

    public Random Random { get; }

    public Plant Plant { get; }

    public FaultRates Rates { get; private set; }

    /// <summary>How long after its receipt a mail must have left under this seed's faults.</summary>
    public TimeSpan Patience { get; }

    /// <summary>The true time.</summary>
    public ManualTimeProvider Clock { get; } = new();

    public WrongClock StoreClock { get; }

    public InMemoryGrainStore Store { get; }

    /// <summary>The store is away from everybody.</summary>
    public Outage StoreOutage { get; } = new();

    public SpoolVolume Volume { get; } = new();

    public Outage SpoolOutage { get; } = new();

    public Scheduler Scheduler { get; }

    public Ledger Ledger { get; }

    public List<SimulatedNode> Nodes { get; } = [];

    public IRules<VoicemailPolicies> Policies => new FixedRules<VoicemailPolicies>(new(Policy));

    /// <summary>The defaults, but that a click may take long on its way through this world.</summary>
    public VoicemailPolicy Policy { get; } =
        new() { TranscribePrivate = true, DoubleClickWindow = TimeSpan.FromMinutes(2) };

    /// <summary>The clock may jump between two clicks.</summary>
    public bool ClockMayJump { get; }

    /// <summary>How far any clock may be off the true time.</summary>
    public TimeSpan ClockErrorMax { get; }

    public bool MayFallBack { get; }

    /// <summary>Messages that kill whoever handles them.</summary>
    public Dictionary<CorrelationId, Poison> Poisons { get; } = [];

    /// <summary>The lease of the turn that is running, also behind its awaits; null outside of turns.</summary>
    public AsyncLocal<(string Token, string History)?> Turn { get; } = new();

    /// <summary>Nothing ever ends a turn but poison: then nothing else may be taken for it.</summary>
    public bool OnlyPoisonKills { get; }

    /// <summary>Changes with everything that happens: two runs of a seed must end with the same.</summary>
    public ulong Trace { get; private set; } = 14695981039346656037;

    /// <summary>What happened last, oldest first: for whoever has to understand a broken promise.</summary>
    public IEnumerable<string> LastNotes => notes.Select(note => $"{note.At:MM-dd HH:mm:ss.fff} {note.What}");

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>When something planned happens next.</summary>
    public DateTimeOffset? NextEvent => events.TryPeek(out _, out var next) ? next.Item1 : null;

    public void StopFaults() => Rates = new FaultRates();

    public bool Strikes(double rate) => rate > 0 && Random.NextDouble() < rate;

    public void Note(string what)
    {
        foreach (var c in what) Trace = (Trace ^ c) * 1099511628211;
        notes.Enqueue((Now, what));
        if (notes.Count > NotesMax) notes.Dequeue();
        Trace = (Trace ^ (ulong)Now.UtcTicks) * 1099511628211;
    }

    public TimeSpan Between(TimeSpan min, TimeSpan max) => min + (max - min) * Random.NextDouble();

    public void Plan(TimeSpan within, Action happens) => PlanAt(Now + Between(TimeSpan.Zero, within), happens);

    public void PlanAt(DateTimeOffset at, Action happens) => events.Enqueue(happens, (at, planned++));

    /// <summary>Lets happen what is planned for now.</summary>
    public bool Happen()
    {
        if (!(NextEvent <= Now)) return false;
        events.Dequeue()();
        return true;
    }

    /// <summary>A call to another process: takes a moment, now and then a longer one.</summary>
    public async Task CallAsync(SimulatedProcess process, string what)
    {
        var latency = Random.Next(10) == 0 ? Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)) : TimeSpan.Zero;
        await Scheduler.PauseAsync(process, latency);
        Note($"{process.Name} {what}");
    }

    /// <summary>A call that does not come back before its deadline.</summary>
    public async Task HangAsync(SimulatedProcess process, CancellationToken cancellationToken)
    {
        Note($"{process.Name} hangs");
        await Scheduler.PauseAsync(process, CallDeadline).WaitAsync(cancellationToken);
    }

    /// <summary>A place to die: then nothing after it is ever reached.</summary>
    public async Task MayDieAsync(SimulatedProcess process, string where)
    {
        if (!Strikes(Rates.DeathsAtSaves)) return;
        Note($"{process.Name} dies: {where}");
        if (!process.IsDead) process.Node.Crash();
        await Scheduler.PauseAsync(process, TimeSpan.Zero);
    }

    /// <summary>The process handles a message in a way that kills it, if the message is of that kind.</summary>
    public void Meet(SimulatedProcess process, CorrelationId id, Poison poison)
    {
        if (Poisons.GetValueOrDefault(id) != poison) return;
        Note($"{process.Name} dies of {id}: {poison}");
        if (!process.IsDead) process.Node.Crash();
        // Nothing more of it goes on: what catches this stands still at its next await.
        throw new SimulatedFaultException("the process died");
    }

    public bool CanReachStore(SimulatedNode node) => !StoreOutage.IsOn(Now) && !node.StoreWay.IsOn(Now);

    /// <summary>What becomes of a node's call to the store.</summary>
    public CallFate StoreFate(SimulatedNode node)
    {
        if (StoreOutage.IsOn(Now)) return StoreOutage.Draw(Random);
        if (node.StoreWay.IsOn(Now)) return node.StoreWay.Draw(Random);
        if (Strikes(Rates.StoreFailsBefore)) return CallFate.Refused;
        if (Strikes(Rates.StoreHangs)) return Random.Next(2) == 0 ? CallFate.Hangs : CallFate.AnswerHangs;
        return Strikes(Rates.StoreFailsAfter) ? CallFate.AnswerLost : CallFate.Answered;
    }

    /// <summary>What becomes of a call to the spool that fails at a rate.</summary>
    public CallFate SpoolFate(double failing)
    {
        if (SpoolOutage.IsOn(Now)) return SpoolOutage.Draw(Random);
        if (!Strikes(failing)) return CallFate.Answered;
        return Random.Next(2) == 0 ? CallFate.Refused : CallFate.AnswerLost;
    }
}
