using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// What a <c>250</c> waits for: an append-only log on this node's disk with group commit. Behind it, intake moves each
/// message into the spool and creates its grain; a crash replays what was not moved.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// May mail be accepted now? Otherwise the reason, for the reply's log line and the health check.
    /// </summary>
    JournalHealth Health { get; }

    /// <summary>
    /// Appends a message; completes when it is durable. Content is the message as received, line ends CRLF, dots
    /// unstuffed, our Received field on top; its buffers must stay unchanged until then.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(JournalMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a draft for the content of a message that is still coming in; null when there is no place for one now:
    /// then the content waits in memory.
    /// </summary>
    IContentDraft? OpenDraft(CorrelationId id);

    /// <summary>
    /// Completes when everything appended before has been moved to spool and grains. For tests and shutdown.
    /// </summary>
    ValueTask DrainAsync(CancellationToken cancellationToken);
}

/// <summary>A message on its way to disk.</summary>
/// <param name="Id">The correlation ID it was given.</param>
/// <param name="ReceivedAt">When its final dot came.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="Content">Its octets, in pieces; none when they are in a draft.</param>
/// <param name="Draft">Its octets, when they were too many to wait in memory.</param>
public sealed record JournalMessage(
    CorrelationId Id, DateTimeOffset ReceivedAt, Envelope Envelope, IReadOnlyList<ReadOnlyMemory<byte>> Content,
    IContentDraft? Draft = null);

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>On disk: reply 250.</summary>
    Durable,

    /// <summary>The disk is (nearly) full: reply 452 4.3.1. Nothing was kept.</summary>
    NoSpace,

    /// <summary>The disk failed: reply 451 4.3.0, alarm, not ready. Nothing was acknowledged.</summary>
    Failed,
}

/// <summary>Whether the journal takes messages.</summary>
/// <param name="CanAppend">It does.</param>
/// <param name="Problem">Why not; null when it does.</param>
/// <param name="IsFull">It is for want of space.</param>
public sealed record JournalHealth(bool CanAppend, string? Problem, bool IsFull);
