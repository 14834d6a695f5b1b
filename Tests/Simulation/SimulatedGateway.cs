using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway.Intake;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One gateway: takes messages into its journal, and makes grains of them with the production intake. One that never
/// returns leaves its journal behind; another gateway adopts it once the lock is free.
/// </summary>
internal sealed class SimulatedGateway(SimulatedWorld world, string name) : SimulatedNode(world, name)
{
    private readonly SimulatedWorld world = world;
    private readonly List<SimulatedJournal> adopted = [];
    private SimulatedJournalReader? own;

    public override double CrashRate => world.Rates.GatewayCrashes;

    public SimulatedJournal Journal { get; } = new();

    /// <summary>Journals that must find another owner, because this gateway died over them.</summary>
    public IReadOnlyList<SimulatedJournal> TakeOrphans()
    {
        if (!Process.IsDead || adopted.Count == 0) return [];
        SimulatedJournal[] orphans = [.. adopted];
        adopted.Clear();
        return orphans;
    }

    /// <summary>Goes on with the journal of a gateway that is gone, unless somebody lives who has the lock.</summary>
    public bool TryAdopt(SimulatedJournal journal)
    {
        if (!CanRun || journal.Owner is { IsDead: false }) return false;
        adopted.Add(journal);
        Process.Run(() => Follow(journal));
        return true;
    }

    /// <summary>The PBX sends a message; <paramref name="replied"/> is called at a 250 only.</summary>
    public void Receive(SentMail mail, Action replied) => Process.Run(() => _ = ReceiveAsync(mail, replied));

    protected override void Begin()
    {
        own = Follow(Journal);
    }

    private async Task ReceiveAsync(SentMail mail, Action replied)
    {
        await world.CallAsync(Process, "data");
        var entropy = new byte[CorrelationId.EntropyLength];
        world.Random.NextBytes(entropy);
        var now = Clock.GetUtcNow();
        var id = CorrelationId.Create(now, entropy);
        var content = FakeComposer.Message(id, mail.MessageId, mail.Kind, mail.Recordings, mail.IsPrivate);
        var message = new JournalMessage(id, now, mail.Envelope, [System.Text.Encoding.UTF8.GetBytes(content)]);
        if (world.Plant == Plant.RepliesTooSoon) Reply(id, replied);
        if (await own!.AppendAsync(message, default) != AppendResult.Durable) return;
        await world.CallAsync(Process, "reply");
        Reply(id, replied);
        mail.Ids.Add(id);
    }

    private void Reply(CorrelationId id, Action replied)
    {
        world.Ledger.Acknowledged(id);
        replied();
    }

    private SimulatedJournalReader Follow(SimulatedJournal journal)
    {
        journal.Owner = Process;
        var reader = new SimulatedJournalReader(world, Process, journal);
        var intake = new Intake(
            reader, reader, new SimulatedStore(world, Process), new IntakeOptions { BatchMax = 2 }, Clock,
            NullLogger<Intake>.Instance);
        // Not StartAsync: the framework would move it to another thread.
        _ = Execute(intake, CancellationToken.None);
        return reader;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    private static extern Task Execute(Intake intake, CancellationToken stopping);
}
