namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// The state document of the HintsGrain: phrases that people put right in transcripts, for the engines to expect.
/// </summary>
public sealed record HintsState
{
    /// <summary>The newest version of the stored form.</summary>
    public const int NewestFormat = 1;

    /// <summary>Version of the stored form. Readers accept all older ones.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The phrases, the one put right last first; bounded.</summary>
    public required IReadOnlyList<Hint> Hints { get; init; }
}

/// <summary>A phrase to expect.</summary>
/// <param name="Phrase">One to five words.</param>
/// <param name="At">When it was last put right.</param>
public sealed record Hint(string Phrase, DateTimeOffset At);

/// <summary>How hints are learnt and forgotten.</summary>
public static class HintRules
{
    /// <summary>Hints kept; of more, the oldest go. Engines take thousands, and listen worse for it.</summary>
    public const int HintsMax = 300;

    /// <summary>How long a hint is kept after it was last put right.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>The hints with these on top.</summary>
    public static HintsState Learn(HintsState state, IReadOnlyList<string> phrases, DateTimeOffset now)
    {
        var learnt = phrases.Select(phrase => new Hint(phrase, now)).Concat(state.Hints)
            .DistinctBy(hint => hint.Phrase, StringComparer.OrdinalIgnoreCase).Take(HintsMax);
        return state with { Hints = [.. learnt] };
    }

    /// <summary>The hints without those whose time is over.</summary>
    public static HintsState Forget(HintsState state, DateTimeOffset now) =>
        state with { Hints = [.. state.Hints.Where(hint => hint.At + Lifetime > now)] };

    /// <summary>When the next one is to be forgotten.</summary>
    public static DateTimeOffset DueAt(HintsState state, DateTimeOffset now) =>
        DueTime.RoundUp(state.Hints.Count == 0 ? now : state.Hints.Min(hint => hint.At) + Lifetime);
}
