using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>The state document of a TranscriptionGrain: one recording of one message.</summary>
public sealed record TranscriptionState
{
    /// <summary>The newest version of the stored form. 2 has the words in columns.</summary>
    public const int NewestFormat = 2;

    /// <summary>Version of the stored form. Readers accept all older ones.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The message the recording came with.</summary>
    public required CorrelationId Id { get; init; }

    /// <summary>The recording's number within the message, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When the grain was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The languages to recognise, see <see cref="LanguageTags"/>.</summary>
    public required string Language { get; init; }

    /// <summary>Only engines on the premises may hear it.</summary>
    public bool OnPremiseOnly { get; init; }

    /// <summary>Attempts that ended in a passing failure.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried again; null when it is done.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the last failed attempt said, for the helpdesk.</summary>
    public string? LastError { get; init; }

    /// <summary>The only engine to ask, by its name; null for the engines in their usual order.</summary>
    public string? Engine { get; init; }

    /// <summary>When somebody asked for it to be transcribed again; null when nobody did.</summary>
    public DateTimeOffset? AskedAgainAt { get; init; }

    /// <summary>
    /// The end result; null while there is none. While it is transcribed again the former one stays.
    /// </summary>
    public TranscriptionResult? Result { get; init; }

    /// <summary>
    /// Fields that only a newer version knows: an older one that takes a turn during an upgrade hands them on.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>It has its end result, and nobody waits for another.</summary>
    [JsonIgnore]
    public bool IsDone => Result is not null && NextAttemptAt is null;
}

/// <summary>What became of one recording.</summary>
public sealed record TranscriptionResult
{
    /// <summary>How good it is.</summary>
    public required TranscriptStatus Status { get; init; }

    /// <summary>Why there is no (full) transcript; null when there is one.</summary>
    public NoTranscriptReason? Reason { get; init; }

    /// <summary>The words; null when there are none.</summary>
    public Transcript? Transcript { get; init; }

    /// <summary>Length of the recording; null when it could not be decoded.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Codec as detected, for example <c>G.711 µ-law, 8 kHz</c>; null when unknown.</summary>
    public string? Codec { get; init; }

    /// <summary>When the result was reached.</summary>
    public required DateTimeOffset At { get; init; }
}
