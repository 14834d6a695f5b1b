namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>Whom a failure concerns.</summary>
public enum FailureKind
{
    /// <summary>It may pass: a lost connection, a time-out, a 4xx.</summary>
    Transient,

    /// <summary>The peer did not speak SMTP.</summary>
    Protocol,

    /// <summary>
    /// The host refused to serve us at all (5xx greeting or HELO); an alarm when it does so repeatedly.
    /// </summary>
    HostRefused,

    /// <summary>Our configuration does not fit the host (credentials, TLS): an alarm at once.</summary>
    Configuration,

    /// <summary>We ended it ourselves before the final dot: it says nothing of the host.</summary>
    GivenUp,
}

/// <summary>Why a session ended before its time. Mail is deferred for it, never refused.</summary>
public sealed record SessionFailure(FailureKind Kind, SmtpReply Reply);
