using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>The spool as one process sees it: a volume that is away at times, with errors of every kind.</summary>
internal sealed class SimulatedSpool(SimulatedWorld world, SimulatedProcess process) : ISpool
{
    public ValueTask<SpooledContent?> OpenContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        CallAsync("spool read", world.Rates.SpoolReadFails, () => world.Volume.OpenAsync(id), cancellationToken);

    public async ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken) =>
        await CallAsync("spool write", world.Rates.SpoolWriteFails, () =>
        {
            var now = process.Node.Clock.GetUtcNow();
            world.Volume.Write(new SpooledMessage(id, now, envelope, content.Length, reportOn), content);
            return new ValueTask<bool>(true);
        }, cancellationToken);

    public async ValueTask MarkDeliveredAsync(
        CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken) =>
        await CallAsync("spool mark", world.Rates.SpoolMarkFails, async () =>
        {
            if (world.Plant == Plant.ForgetsLateMails && world.Ledger.IsLate(id, mark)) return true;
            await world.Volume.Files.MarkDeliveredAsync(id, mark, default);
            if (world.Volume.Has(id)) world.Ledger.Marked(id, mark);
            return true;
        }, cancellationToken);

    public async ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken) =>
        await CallAsync("spool close", world.Rates.SpoolMarkFails, async () =>
        {
            await world.Volume.Files.MarkClosedAsync(id, mark, default);
            return true;
        }, cancellationToken);

    public ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken) =>
        CallAsync("spool marks", world.Rates.SpoolReadFails, () =>
        {
            world.Ledger.MarksRead(id);
            return world.Plant == Plant.OverlooksMarks
                ? new(SpoolMarks.None)
                : world.Volume.Files.ReadMarksAsync(id, default);
        }, cancellationToken);

    public async ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        await CallAsync("spool delete", world.Rates.SpoolDeleteFails, async () =>
        {
            if (world.Plant == Plant.KeepsContent) return true;
            await world.Volume.DeleteAsync(id, process.Node.Clock.GetUtcNow());
            world.Ledger.Purged(id);
            return true;
        }, cancellationToken);

    private async ValueTask<T> CallAsync<T>(
        string what, double failing, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, what);
        cancellationToken.ThrowIfCancellationRequested();
        var fate = world.SpoolFate(failing);
        if (fate == CallFate.Hangs) await world.HangAsync(process, cancellationToken);
        if (fate is CallFate.Hangs or CallFate.Refused) throw new SimulatedFaultException("the spool failed before");
        var result = await call();
        await world.CallAsync(process, what + " answered");
        if (fate != CallFate.Answered) throw new SimulatedFaultException("the spool failed after");
        return result;
    }
}
