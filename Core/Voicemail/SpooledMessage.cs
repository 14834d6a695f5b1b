namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What the spool knows of a message besides its content.</summary>
/// <param name="Id">The correlation ID.</param>
/// <param name="ReceivedAt">When its final dot came, or when it was written.</param>
/// <param name="Envelope">Its envelope.</param>
/// <param name="SizeBytes">Octets of content.</param>
/// <param name="ReportOn">The message it reports on, when it is a DSN of our own.</param>
public sealed record SpooledMessage(
    CorrelationId Id, DateTimeOffset ReceivedAt, Envelope Envelope, long SizeBytes, CorrelationId? ReportOn);
