namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What became of a recipient.</summary>
public enum ResultKind
{
    /// <summary>2xx after the final dot.</summary>
    Delivered,

    /// <summary>Try again.</summary>
    Deferred,

    /// <summary>Never.</summary>
    Refused,

    /// <summary>The final dot was sent and its reply is unknown.</summary>
    Uncertain,
}

/// <summary>What became of a recipient, and the reply that decided it.</summary>
public sealed record RecipientResult(ResultKind Kind, SmtpReply Reply);
