using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>The smarthost and the way to it, as one process sees them.</summary>
internal sealed class SimulatedSmarthost(SimulatedWorld world, SimulatedProcess process) : ISmarthost
{
    private static readonly DeliveryReply Ok = new(250, "2.0.0", "Ok", "smarthost:25");
    private static readonly DeliveryReply Busy = new(451, "4.3.0", "Busy", "smarthost:25");
    private static readonly DeliveryReply Unknown = new(550, "5.1.1", "No such user", "smarthost:25");
    private static readonly DeliveryReply Silence = new(0, null, "The connection was lost.", "smarthost:25");

    public async ValueTask<IReadOnlyList<RecipientOutcome>> RelayAsync(
        RelayRequest request, Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot,
        CancellationToken cancellationToken)
    {
        await world.CallAsync(process, "connect");
        cancellationToken.ThrowIfCancellationRequested();
        var round = world.Ledger.AttemptBegins(request);
        world.Meet(process, request.Id, Poison.KillsRelay);
        var all = request.Recipients.Select(recipient => recipient.Address).ToList();
        if (world.Strikes(world.Rates.SmarthostUnreachable)) return [.. Same(all, DeliveryState.Deferred, Silence)];
        List<RecipientOutcome> outcomes = [];
        var perTransaction = world.Random.Next(4) == 0 ? 1 : all.Count;
        foreach (var recipients in all.Chunk(perTransaction))
        {
            outcomes.AddRange(await TransactAsync(
                request, round, recipients, beforeFinalDot, outcomes.Count == 0, cancellationToken));
            var delivered = outcomes.Where(outcome => outcome.State == DeliveryState.Delivered);
            if (request.OnDelivered is { } tell) await tell([.. delivered]);
        }

        return outcomes;
    }

    private async Task<IEnumerable<RecipientOutcome>> TransactAsync(
        RelayRequest request, IReadOnlyDictionary<string, int> rounds, IReadOnlyList<string> recipients,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot, bool mayCancel,
        CancellationToken cancellationToken)
    {
        List<RecipientOutcome> outcomes = [];
        List<string> accepted = [];
        foreach (var recipient in recipients)
        {
            if (world.Ledger.IsRefused(request.Id, recipient)) outcomes
                .Add(new RecipientOutcome(recipient, DeliveryState.Refused, Unknown));
            else if (world.Strikes(world.Rates.RecipientDeferred)) outcomes
                .Add(new RecipientOutcome(recipient, DeliveryState.Deferred, Busy));
            else accepted.Add(recipient);
        }

        if (accepted.Count == 0) return outcomes;
        await world.CallAsync(process, "body");
        if (mayCancel) cancellationToken.ThrowIfCancellationRequested();
        if (world.Strikes(world.Rates.DroppedBeforeDot)) return outcomes
            .Concat(Same(accepted, DeliveryState.Deferred, Silence));
        var token = mayCancel ? cancellationToken : CancellationToken.None;
        if (!await beforeFinalDot(accepted, token) && world.Plant != Plant.DotsUnasked)
            return outcomes.Concat(Same(accepted, DeliveryState.Deferred, Silence));
        await world.CallAsync(process, "dot");
        return outcomes.Concat(await DotAsync(request, rounds, accepted));
    }

    private async Task<IEnumerable<RecipientOutcome>> DotAsync(
        RelayRequest request, IReadOnlyDictionary<string, int> rounds, IReadOnlyList<string> accepted)
    {
        if (world.Strikes(world.Rates.RejectedAfterDot))
            return Same(accepted, world.Random.Next(4) == 0 ? DeliveryState.Refused : DeliveryState.Deferred, Busy);
        var lost = world.Strikes(world.Rates.LostWithoutReply);
        foreach (var recipient in lost ? [] : accepted)
            world.Ledger.Taken(request, recipient, rounds.GetValueOrDefault(recipient));
        if (lost || world.Strikes(world.Rates.TakenWithoutReply))
        {
            await world.Scheduler.PauseAsync(process, world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(10)));
            return Same(accepted, world.Plant == Plant.CallsAllDelivered ? DeliveryState.Delivered
                : DeliveryState.Uncertain, Silence);
        }

        await world.CallAsync(process, "dot answered");
        return Same(accepted, DeliveryState.Delivered, Ok);
    }

    private static IEnumerable<RecipientOutcome> Same(
        IEnumerable<string> recipients, DeliveryState state, DeliveryReply reply) =>
        recipients.Select(recipient => new RecipientOutcome(recipient, state, reply));
}
