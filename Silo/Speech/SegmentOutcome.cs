using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>What an engine made of one segment.</summary>
internal abstract record SegmentOutcome
{
    /// <summary>Heard, or heard nobody when there are no words. Times count from the start of the segment.</summary>
    public sealed record Heard(
        IReadOnlyList<TranscriptWord> Words, double? Confidence, TimeSpan Billed) : SegmentOutcome
    {
        /// <summary>The language it found, as it writes it; null when it did not say.</summary>
        public string? Language { get; init; }
    }

    /// <summary>Longer than the engine takes, as it says.</summary>
    public sealed record TooLong(string Message) : SegmentOutcome;

    /// <summary>Not heard.</summary>
    public sealed record Failed(SegmentFailure Kind, string Message, TimeSpan? RetryAfter = null) : SegmentOutcome;
}

/// <summary>Why a segment was not heard. What is unknown is transient.</summary>
internal enum SegmentFailure
{
    /// <summary>Passes by itself.</summary>
    Transient,

    /// <summary>This segment will never be heard; the engine is well.</summary>
    Permanent,

    /// <summary>Somebody must put right what is configured; no message will be heard until then.</summary>
    Configuration,
}
