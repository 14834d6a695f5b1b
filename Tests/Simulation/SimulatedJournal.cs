using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A gateway's journal as it is on disk: it outlives processes.</summary>
internal sealed class SimulatedJournal
{
    private TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<JournalRecord> Records { get; } = [];

    public Task ArrivalAsync() => arrival.Task;

    /// <summary>Takes over what another journal still holds; its segments are renamed, so all moves at once.</summary>
    public void Adopt(SimulatedJournal other)
    {
        foreach (var record in other.Records.Where(record => !record.IsSafe).ToList())
        {
            Append(record with { });
            record.IsSafe = true;
        }
    }

    public void Append(JournalRecord record)
    {
        Records.Add(record);
        var told = arrival;
        arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }
}

/// <summary>A message in a journal.</summary>
internal sealed record JournalRecord(
    CorrelationId Id, DateTimeOffset ReceivedAt, Envelope Envelope, ReadOnlyMemory<byte> Content)
{
    /// <summary>A checkpoint noted it: a replay passes over it.</summary>
    public bool IsSafe { get; set; }
}

/// <summary>
/// One process's reading of a journal, as production's: from the first message that no checkpoint noted; content
/// is moved to the spool on the way; what is settled is noted some time later.
/// </summary>
internal sealed class SimulatedJournalReader(SimulatedWorld world, SimulatedProcess process, SimulatedJournal journal)
    : IJournalReader, IJournal
{
    private int next;

    public JournalHealth Health => new(true, null, false);

    public async ValueTask<AppendResult> AppendAsync(JournalMessage message, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, "journal append");
        if (world.Strikes(world.Rates.JournalFails)) return AppendResult.Failed;
        journal.Append(new JournalRecord(message.Id, message.ReceivedAt, message.Envelope, message.Content[0]));
        world.Ledger.Journalled(message);
        await world.MayDieAsync(process, "journal appended");
        return AppendResult.Durable;
    }

    public IContentDraft? OpenDraft(CorrelationId id) => null;

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            await world.CallAsync(process, "journal read");
            var arrival = journal.ArrivalAsync();
            List<JournalEntry> read = [];
            for (; next < journal.Records.Count && read.Count < max; next++)
                if (Move(journal.Records[next], read.Count > 0) is { } entry) read.Add(entry);
                else if (!journal.Records[next].IsSafe) break;
            if (read.Count > 0) return read;
            await arrival;
        }
    }

    public void Settle(IReadOnlyList<JournalEntry> entries) => _ = CheckpointAsync(entries);

    public ValueTask DrainAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private JournalEntry? Move(JournalRecord record, bool isEnough)
    {
        if (world.Volume.IsPurged(record.Id)) record.IsSafe = true;
        if (record.IsSafe) return null;
        var fate = world.SpoolFate(world.Rates.SpoolWriteFails);
        if (fate != CallFate.Answered && isEnough) return null;
        if (fate != CallFate.Answered) throw new SimulatedFaultException("the spool failed");
        var octets = world.Plant == Plant.CutsContent ? record.Content[..^1] : record.Content;
        world.Volume.Write(
            new SpooledMessage(record.Id, record.ReceivedAt, record.Envelope, record.Content.Length, null), octets);
        record.IsSafe = world.Plant == Plant.ForgetsUnsettled;
        return new JournalEntry(
            next + 1, 1, next, record.Id, record.ReceivedAt, record.Envelope, record.Content.Length);
    }

    private async Task CheckpointAsync(IReadOnlyList<JournalEntry> entries)
    {
        await world.Scheduler.PauseAsync(process, world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        world.Note($"{process.Name} checkpoint");
        foreach (var entry in entries) journal.Records[(int)entry.Offset].IsSafe = true;
    }
}
