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

    /// <summary>The recipients it is about; at least one.</summary>
    public required IReadOnlyList<ReportedRecipient> Recipients { get; init; }

    /// <summary>Whether it tells of a recipient so.</summary>
    public bool Has(ReportAction action) => Recipients.Any(recipient => recipient.Action == action);
}
