using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What two copies of one message have in common: reverse-path, recipients and content.</summary>
public static class IntakeKey
{
    /// <summary>
    /// SHA-256, lower-case hex; null when copies of the message must not be told from repetitions
    /// of it: an alarm without Date and Message-ID says the same each time, and each time it
    /// counts. A recording is never twice the same.
    /// </summary>
    public static string? Of(Envelope envelope, MessageFacts facts)
    {
        if (facts is { MessageId: null, HasDate: false, Recordings.Count: 0 }) return null;
        var recipients = envelope.Recipients.Select(recipient => recipient.Address).Order(StringComparer.Ordinal);
        var text = string.Join('\n', recipients.Prepend(envelope.ReversePath).Append(facts.ContentHash));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
