using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway.Intake;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// One gateway: takes messages into its journal, and makes grains of them with the production intake. While it is dead,
/// another gateway may adopt its journal.
/// </summary>
internal sealed class SimulatedGateway(SimulatedWorld world, string name) : SimulatedNode(world, name)
{
    private readonly SimulatedWorld world = world;
    private SimulatedJournalReader? reader;

    public override double CrashRate => world.Rates.GatewayCrashes;

    public SimulatedJournal Journal { get; } = new();

    /// <summary>Told of its death: its journal may be adopted then.</summary>
    public Action<SimulatedGateway>? Died { get; set; }

    /// <summary>Takes over the journal of a gateway that is dead; that proves that nobody has its lock.</summary>
    public void Adopt(SimulatedGateway other)
    {
        world.Note($"{Name} adopts {other.Name}");
        Journal.Adopt(other.Journal);
    }

    /// <summary>The PBX sends a message; <paramref name="replied"/> is called at a 250 only.</summary>
    public void Receive(SentMail mail, Action replied) => Process.Run(() => _ = ReceiveAsync(mail, replied));

    public override void Crash()
    {
        base.Crash();
        Died?.Invoke(this);
    }

    protected override void Begin()
    {
        reader = new SimulatedJournalReader(world, Process, Journal);
        var intake = new Intake(
            reader, reader, new SimulatedStore(world, Process), new IntakeOptions { BatchMax = 2 }, Clock,
            NullLogger<Intake>.Instance);
        // Not StartAsync: the framework would move it to another thread.
        _ = Execute(intake, CancellationToken.None);
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
        if (mail.Poison != Poison.None) world.Poisons[id] = mail.Poison;
        if (world.Plant == Plant.RepliesTooSoon) Reply(mail, id, replied);
        if (await reader!.AppendAsync(message, default) != AppendResult.Durable) return;
        await world.CallAsync(Process, "reply");
        Reply(mail, id, replied);
    }

    private void Reply(SentMail mail, CorrelationId id, Action replied)
    {
        mail.Ids.Add(id);
        world.Ledger.Acknowledged(id);
        replied();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    private static extern Task Execute(Intake intake, CancellationToken stopping);
}
