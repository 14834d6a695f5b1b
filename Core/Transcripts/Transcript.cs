namespace VoicemailOrleans.Core.Transcripts;

/// <summary>What was said in one recording, as an engine heard it.</summary>
public sealed record Transcript
{
    /// <summary>Stands among the words where some of the recording is missing.</summary>
    public const string Gap = "[…]";

    /// <summary>The words in order, with punctuation as the engine gave it.</summary>
    public required IReadOnlyList<TranscriptWord> Words { get; init; }

    /// <summary>BCP 47 tag of the language recognised.</summary>
    public required string Language { get; init; }

    /// <summary>Name of the engine, as in SPEECH_ENGINES.</summary>
    public required string Engine { get; init; }

    /// <summary>Confidence from 0 to 1; null when the engine did not say (Google's 0.0 means that).</summary>
    public double? Confidence { get; init; }

    /// <summary>Some of the recording is missing from the words.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The words joined by blanks.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => string.Join(' ', Words.Select(word => word.Text));
}

/// <summary>One word.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">From the start of the recording; null when the engine gives no times.</param>
/// <param name="End">From the start of the recording; null when the engine gives no times.</param>
/// <param name="Confidence">From 0 to 1; null when the engine did not say.</param>
public sealed record TranscriptWord(
    string Text, TimeSpan? Start = null, TimeSpan? End = null, double? Confidence = null);
