namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Names of the header fields we add.</summary>
public static class TraceFields
{
    /// <summary>Names the message throughout our system.</summary>
    public const string CorrelationId = "X-Voicemail-Correlation-Id";

    /// <summary>What became of the transcript; its presence says that we have written into the mail.</summary>
    public const string Status = "X-Voicemail-Status";

    /// <summary>Names the fields that a policy has taken out of the mail.</summary>
    public const string Removed = "X-Voicemail-Removed";
}
