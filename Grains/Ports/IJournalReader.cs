using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The journal as intake sees it: one reader follows it in order, after a crash from the first message not settled.
/// </summary>
public interface IJournalReader
{
    /// <summary>
    /// Waits for messages behind those already read, moves their content into the spool and returns them, oldest first.
    /// A message may come again after a crash. When it throws, nothing was read and the next call tries again.
    /// </summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(int max, CancellationToken cancellationToken);

    /// <summary>
    /// Says that the grains of these messages are committed. The journal forgets a message when it is settled
    /// and its content is durable in the spool.
    /// </summary>
    void Settle(IReadOnlyList<JournalEntry> entries);
}

/// <summary>A durable message on its way from the journal to its grain.</summary>
/// <param name="Sequence">Its place in this process's reading, from 1.</param>
/// <param name="Segment">The segment file it is in.</param>
/// <param name="Offset">Where in that file.</param>
/// <param name="Id">The correlation ID.</param>
/// <param name="ReceivedAt">When its final dot came.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="SizeBytes">Octets of content.</param>
public sealed record JournalEntry(
    long Sequence, long Segment, long Offset, CorrelationId Id, DateTimeOffset ReceivedAt, Envelope Envelope,
    long SizeBytes);
