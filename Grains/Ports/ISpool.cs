using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The content files behind the grains: the ground truth of what was received.</summary>
public interface ISpool
{
    /// <summary>
    /// The content of a message, as received, line ends CRLF; null when there is none (purged). The memory belongs to
    /// the caller. Throws <see cref="InvalidDataException"/> when it is damaged, and <see cref="IOException"/> when the
    /// spool itself is not there (a volume that is not mounted, say).
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadContentAsync(CorrelationId id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the content and envelope of a message of our own (a DSN), durably. Writing it again is harmless.
    /// </summary>
    ValueTask WriteContentAsync(
        CorrelationId id, Envelope envelope, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Notes beside the content that a recipient has the message, so that a crash or a rebuild does not send again.
    /// </summary>
    ValueTask MarkDeliveredAsync(CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken);

    /// <summary>What <see cref="MarkDeliveredAsync"/> noted, oldest first.</summary>
    ValueTask<IReadOnlyList<DeliveredMark>> ReadDeliveredAsync(CorrelationId id, CancellationToken cancellationToken);

    /// <summary>Deletes content and marks. Deleting twice is harmless.</summary>
    ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken);
}

/// <summary>A recipient has the message.</summary>
/// <param name="AttemptId">The attempt that brought it there.</param>
/// <param name="Recipient">Who.</param>
/// <param name="At">When the reply came.</param>
/// <param name="Reply">The smarthost's reply.</param>
public sealed record DeliveredMark(string AttemptId, string Recipient, DateTimeOffset At, DeliveryReply Reply);
