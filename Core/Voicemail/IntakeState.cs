namespace VoicemailOrleans.Core.Voicemail;

/// <summary>The state document of an IntakeGrain: a message that was received lately.</summary>
public sealed record IntakeState
{
    /// <summary>Version of the stored form.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The message that came first.</summary>
    public required CorrelationId Id { get; init; }

    /// <summary>Until when a copy of it is recognised.</summary>
    public required DateTimeOffset Until { get; init; }
}
