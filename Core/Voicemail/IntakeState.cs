namespace VoicemailOrleans.Core.Voicemail;

/// <summary>The state document of an IntakeGrain: a message that was received lately.</summary>
public sealed record IntakeState
{
    /// <summary>The newest version of the stored form.</summary>
    public const int NewestFormat = 1;

    /// <summary>Version of the stored form. Readers accept all older ones.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The message that came first.</summary>
    public required CorrelationId Id { get; init; }

    /// <summary>Until when a copy of it is recognised.</summary>
    public required DateTimeOffset Until { get; init; }
}
