namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// What the spool has on record beside a message, so that neither a crash, nor a store that fell back, nor a rebuild
/// sends again what has arrived.
/// </summary>
/// <param name="Delivered">Deliveries, oldest first.</param>
/// <param name="Closed">How it last ended, when it was not as delivered; null when it never did.</param>
public sealed record SpoolMarks(IReadOnlyList<DeliveredMark> Delivered, ClosedMark? Closed)
{
    /// <summary>A message that nothing is on record of.</summary>
    public static SpoolMarks None { get; } = new([], null);
}

/// <summary>A recipient has the message.</summary>
/// <param name="AttemptId">The attempt that brought it there.</param>
/// <param name="Recipient">Who.</param>
/// <param name="At">When the reply came.</param>
/// <param name="Reply">The smarthost's reply.</param>
/// <param name="Round">
/// The round of the delivery; null in a mark of a release that did not note it.
/// </param>
/// <param name="Lacks">See <see cref="Delivery.Lacks"/>.</param>
public sealed record DeliveredMark(
    string AttemptId, string Recipient, DateTimeOffset At, DeliveryReply Reply, int? Round = null,
    IReadOnlyList<int>? Lacks = null);

/// <summary>A message was closed for another reason than that everybody has it.</summary>
/// <param name="ClosedAs">The reason.</param>
/// <param name="At">When.</param>
/// <param name="DuplicateOf">The message it repeats.</param>
/// <param name="ReportedBy">The DSN that told the sender.</param>
public sealed record ClosedMark(
    CloseReason ClosedAs, DateTimeOffset At, CorrelationId? DuplicateOf = null, CorrelationId? ReportedBy = null);
