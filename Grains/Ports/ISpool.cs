using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The content files behind the grains: the ground truth of what was received.</summary>
public interface ISpool
{
    /// <summary>
    /// The content of a message; null when there is none (purged). Throws <see cref="InvalidDataException"/> when it is
    /// damaged, or the disk has not given it for long while it gives others; and <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/> when it cannot be read now, or the spool itself is not there (a volume
    /// that is not mounted, say).
    /// </summary>
    ValueTask<SpooledContent?> OpenContentAsync(CorrelationId id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes the content and envelope of a DSN on another message, durably. Writing it again is harmless.
    /// </summary>
    ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken);

    /// <summary>
    /// Notes beside the content that a recipient has the message, so that a crash or a rebuild does not send again.
    /// </summary>
    ValueTask MarkDeliveredAsync(CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken);

    /// <summary>
    /// Notes beside the content that the message was closed without having reached everybody, so that a rebuild closes
    /// it too. A later mark of this kind replaces it.
    /// </summary>
    ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken);

    /// <summary>What was noted beside the content.</summary>
    ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken);

    /// <summary>Deletes content and marks. Deleting twice is harmless.</summary>
    ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken);
}
