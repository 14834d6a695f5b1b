using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// A machine with one process on it, a clock and a way to the store. The process crashes, freezes and comes back;
/// clock, way and disk stay.
/// </summary>
internal abstract class SimulatedNode
{
    private readonly SimulatedWorld world;

    protected SimulatedNode(SimulatedWorld world, string name)
    {
        this.world = world;
        Name = name;
        Clock = new WrongClock(world.Clock);
        Process = new SimulatedProcess(this, world.Scheduler) { IsDead = true };
        world.Nodes.Add(this);
    }

    public string Name { get; }

    public WrongClock Clock { get; }

    /// <summary>The way to the store.</summary>
    public Outage StoreWay { get; } = new();

    public SimulatedProcess Process { get; private set; }

    /// <summary>When a dead process is started again; null for one that never is.</summary>
    public DateTimeOffset? RestartAt { get; private set; }

    /// <summary>It never comes back.</summary>
    public bool IsGone => Process.IsDead && RestartAt is null;

    public bool CanRun => Process.CanRun(world.Now);

    /// <summary>How likely it crashes at an await.</summary>
    public abstract double CrashRate { get; }

    /// <summary>How likely it freezes at an await.</summary>
    public virtual double FreezeRate => world.Rates.Freezes;

    public void Start()
    {
        Process = new SimulatedProcess(this, world.Scheduler);
        RestartAt = null;
        Process.Run(Begin);
    }

    public virtual void Crash()
    {
        world.Note($"{Name} crashes");
        world.Scheduler.Drop(Process);
        Process.IsDead = true;
        RestartAt = world.Now + world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    /// <summary>The machine burned down.</summary>
    public void Leave()
    {
        world.Note($"{Name} is gone");
        Crash();
        RestartAt = null;
    }

    public virtual void Freeze()
    {
        world.Note($"{Name} freezes");
        Process.FrozenUntil = world.Now + world.Between(
            TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(world.Random.Next(4) == 0 ? 120 : 3));
    }

    /// <summary>What the process does first.</summary>
    protected abstract void Begin();
}
