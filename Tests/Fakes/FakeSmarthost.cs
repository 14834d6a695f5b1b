using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A smarthost that answers as it is told and keeps what it took.</summary>
public sealed class FakeSmarthost : ISmarthost
{
    /// <summary>The reply of one that took a message.</summary>
    public static readonly DeliveryReply Accepted = new(250, "2.0.0", "Ok", "smarthost:25");

    /// <summary>
    /// What becomes of a recipient; Delivered unless set. Anything else but Uncertain is said before the dot.
    /// </summary>
    public Func<string, RecipientOutcome> Answer { get; set; } =
        recipient => new RecipientOutcome(recipient, DeliveryState.Delivered, Accepted);

    /// <summary>Runs between the dot and the reply.</summary>
    public Func<ValueTask>? AfterDot { get; set; }

    /// <summary>Runs before the dot is asked for.</summary>
    public Func<ValueTask>? BeforeDot { get; set; }

    /// <summary>Runs when the dot was denied, before the outcomes are told.</summary>
    public Action? AfterDenial { get; set; }

    /// <summary>The most recipients of one transaction.</summary>
    public int TransactionMax { get; set; } = 100;

    /// <summary>Each message taken: recipient and text.</summary>
    public List<(string Recipient, string Text)> Taken { get; } = [];

    /// <summary>Each request made.</summary>
    public List<RelayRequest> Requests { get; } = [];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecipientOutcome>> RelayAsync(
        RelayRequest request, Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot,
        CancellationToken cancellationToken)
    {
        Requests.Add(request);
        List<RecipientOutcome> outcomes = [];
        foreach (var recipients in request.Recipients.Chunk(TransactionMax))
        {
            outcomes.AddRange(await TransactAsync(request, recipients, beforeFinalDot, cancellationToken));
            var delivered = outcomes.Where(outcome => outcome.State == DeliveryState.Delivered);
            if (request.OnDelivered is { } tell) await tell([.. delivered]);
        }

        return outcomes;
    }

    private async ValueTask<IReadOnlyList<RecipientOutcome>> TransactAsync(
        RelayRequest request, IEnumerable<EnvelopeRecipient> recipients,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot,
        CancellationToken cancellationToken)
    {
        var outcomes = recipients.Select(recipient => Answer(recipient.Address)).ToList();
        var accepted =
            outcomes.Where(outcome => outcome.State is DeliveryState.Delivered or DeliveryState.Uncertain).ToList();
        if (accepted.Count == 0) return outcomes;
        if (BeforeDot is { } before) await before();
        if (!await beforeFinalDot([.. accepted.Select(outcome => outcome.Recipient)], cancellationToken))
        {
            AfterDenial?.Invoke();
            var dropped = new DeliveryReply(0, null, "dropped", "smarthost:25");
            var deferred = accepted.Select(outcome =>
                new RecipientOutcome(outcome.Recipient, DeliveryState.Deferred, dropped));
            return [.. outcomes.Except(accepted), .. deferred];
        }

        var text = string.Concat(request.Content.Select(piece => Encoding.UTF8.GetString(piece.Span)));
        var taken = accepted.Where(outcome => outcome.State == DeliveryState.Delivered);
        Taken.AddRange(taken.Select(outcome => (outcome.Recipient, text)));
        if (AfterDot is { } after) await after();
        return outcomes;
    }
}
