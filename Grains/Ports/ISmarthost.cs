using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The company's mail server, which takes mail for everybody.</summary>
public interface ISmarthost
{
    /// <summary>
    /// Offers one message to the smarthost, in one or more transactions, and says for each recipient what became of it.
    /// Failures are outcomes; only cancellation throws, and only before the final dot.
    /// </summary>
    /// <param name="request">What to relay.</param>
    /// <param name="beforeFinalDot">
    /// Called with the accepted recipients when all content of a transaction is on the wire but its final dot. The dot
    /// follows only on true; on false the connection is dropped and these recipients come back as Deferred.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; ignored between the final dot and its reply.</param>
    ValueTask<IReadOnlyList<RecipientOutcome>> RelayAsync(
        RelayRequest request,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot,
        CancellationToken cancellationToken);
}

/// <summary>A message to relay.</summary>
/// <param name="Id">For log lines.</param>
/// <param name="Recipients">Whom to offer it for; at least one, not necessarily those of the envelope.</param>
/// <param name="Content">The message in pieces, line ends CRLF, not dot-stuffed.</param>
/// <param name="Envelope">The envelope it came with: reverse-path, SMTPUTF8, BODY and DSN parameters.</param>
public sealed record RelayRequest(
    CorrelationId Id,
    IReadOnlyList<EnvelopeRecipient> Recipients,
    IReadOnlyList<ReadOnlyMemory<byte>> Content,
    Envelope Envelope)
{
    /// <summary>
    /// What the PBX sent, for the first time: neither a resend nor a report, so the time since its receipt says how
    /// long delivery takes.
    /// </summary>
    public bool IsOriginal { get; init; }

    /// <summary>
    /// Told who has the message, as soon as the reply to a transaction's dot says so and before anything else is sent:
    /// all of them so far. Must not throw.
    /// </summary>
    public Func<IReadOnlyList<RecipientOutcome>, ValueTask>? OnDelivered { get; init; }

    /// <summary>It brings the late transcript of a message that was delivered before.</summary>
    public bool IsLate { get; init; }
}

/// <summary>What became of one recipient.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="State">Delivered, Deferred, Refused or Uncertain; never Pending.</param>
/// <param name="Reply">The reply that decided it.</param>
public sealed record RecipientOutcome(string Recipient, DeliveryState State, DeliveryReply Reply);
