namespace VoicemailOrleans.Core.Mail.Dsn;

/// <summary>What a delivery status notification says.</summary>
public sealed record DeliveryReport
{
    /// <summary>The notification's own name, for its Message-ID and our trace field.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the message it is about.</summary>
    public required string OriginalId { get; init; }

    /// <summary>The host that reports.</summary>
    public required string HostName { get; init; }

    /// <summary>Who is told: the reverse-path of the message.</summary>
    public required string To { get; init; }

    /// <summary>When it is written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the message arrived.</summary>
    public required DateTimeOffset ArrivedAt { get; init; }

    /// <summary>ENVID= of the message in its xtext form, or null.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>RET=FULL was asked for.</summary>
    public bool ReturnsFull { get; init; }

    /// <summary>The message.</summary>
    public required ReadOnlyMemory<byte> Original { get; init; }

    /// <summary>The recipients who did not get it; at least one.</summary>
    public required IReadOnlyList<FailedRecipient> Recipients { get; init; }
}

/// <summary>One recipient who did not get the message.</summary>
/// <param name="Address">The address tried.</param>
/// <param name="OriginalRecipient">ORCPT= as given, or null.</param>
/// <param name="Code">The reply's code; 0 when there was none and <paramref name="Text"/> is our own words.</param>
/// <param name="Status">Enhanced status code, or null.</param>
/// <param name="Text">The reply's text, or ours.</param>
/// <param name="RemoteHost">Who said it, or null.</param>
/// <param name="LastAttemptAt">When, or null.</param>
public sealed record FailedRecipient(
    string Address, string? OriginalRecipient, int Code, string? Status, string Text, string? RemoteHost,
    DateTimeOffset? LastAttemptAt);
