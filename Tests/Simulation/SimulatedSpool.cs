using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>The spool as one process sees it.</summary>
internal sealed class SimulatedSpool(SimulatedWorld world, SimulatedProcess process) : ISpool
{
    public ValueTask<ReadOnlyMemory<byte>?> ReadContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        CallAsync("spool read", () => world.Spool.ReadContentAsync(id, default), cancellationToken);

    public async ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken) =>
        await CallAsync("spool write", async () =>
        {
            await world.Spool.WriteReportAsync(id, reportOn, envelope, content, default);
            return true;
        }, cancellationToken);

    public async ValueTask MarkDeliveredAsync(
        CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken) =>
        await CallAsync("spool mark", async () =>
        {
            await world.Spool.MarkDeliveredAsync(id, mark, default);
            return true;
        }, cancellationToken);

    public async ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken) =>
        await CallAsync("spool close", async () =>
        {
            await world.Spool.MarkClosedAsync(id, mark, default);
            return true;
        }, cancellationToken);

    public ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken) =>
        CallAsync("spool marks", () => world.Spool.ReadMarksAsync(id, default), cancellationToken);

    public async ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        await CallAsync("spool delete", async () =>
        {
            if (world.Plant != Plant.KeepsContent) await world.Spool.DeleteContentAsync(id, default);
            return true;
        }, cancellationToken);

    private async ValueTask<T> CallAsync<T>(string what, Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, what);
        cancellationToken.ThrowIfCancellationRequested();
        if (world.Strikes(world.Rates.SpoolFails)) throw new SimulatedFaultException("the spool failed before");
        var result = await call();
        await world.CallAsync(process, what + " answered");
        if (world.Strikes(world.Rates.SpoolFails)) throw new SimulatedFaultException("the spool failed after");
        return result;
    }
}
