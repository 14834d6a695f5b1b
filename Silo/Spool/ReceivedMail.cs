using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The <c>.env</c> file beside a content file: all that is needed to make its grain again.</summary>
/// <param name="Id">The correlation ID.</param>
/// <param name="ReceivedAt">When its final dot came.</param>
/// <param name="SizeBytes">Octets of content.</param>
/// <param name="Crc32C">CRC-32C of the content's file.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="ReportOn">The message it reports on: it is a DSN of our own; null for mail that was received.</param>
/// <param name="Sealing">The form in which the content is sealed; null when it is in clear.</param>
internal sealed record ReceivedMail(
    CorrelationId Id, DateTimeOffset ReceivedAt, long SizeBytes, uint Crc32C, Envelope Envelope,
    CorrelationId? ReportOn = null, string? Sealing = null)
{
    /// <summary>What a rebuild wants to know of it.</summary>
    public SpooledMessage ToMessage() => new(Id, ReceivedAt, Envelope, SizeBytes, ReportOn);
}
