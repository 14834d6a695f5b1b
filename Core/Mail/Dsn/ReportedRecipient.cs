namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>What became of a recipient (RFC 3464 section 2.3.3).</summary>
public enum ReportAction
{
    /// <summary>Does not get it.</summary>
    Failed,

    /// <summary>Does not have it yet; it is still tried.</summary>
    Delayed,

    /// <summary>It went on to a server that tells nobody about its arrival.</summary>
    Relayed,
}

/// <summary>One recipient of a message that is reported on.</summary>
/// <param name="Action">What became of it.</param>
/// <param name="Address">The address tried.</param>
public sealed record ReportedRecipient(ReportAction Action, string Address)
{
    /// <summary>ORCPT= as given, or null.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>The reply's code; 0 when there was none and <see cref="Text"/> is our own words.</summary>
    public int Code { get; init; }

    /// <summary>Enhanced status code of the reply, or null.</summary>
    public string? Status { get; init; }

    /// <summary>The reply's text, or ours.</summary>
    public required string Text { get; init; }

    /// <summary>Who said it, or null.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Until when it is tried; null when it is not any more.</summary>
    public DateTimeOffset? RetriedUntil { get; init; }
}
