using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The words of a transcript as they are stored: a column of each kind of value, all of the length of
/// <paramref name="Texts"/>, null where a word lacks the value; a column in which all do is absent. Theory of
/// operation: a word begins where the last one ended or shortly after, and takes some hundred milliseconds, so gaps and
/// lengths are small numbers that repeat, while times since the start of the recording never do.
/// <para>Rounded on the way in: times to the millisecond (engines say 10 or 100 of them, and a click on a word seeks to
/// 10), confidences down to the hundredth. Down and not to the nearest, so that a word below a threshold of so many
/// hundredths stays below it, and one that is not, not.</para>
/// </summary>
/// <param name="Texts">The words' texts.</param>
/// <param name="Gaps">
/// Milliseconds from the time before (the last end or start that is known; at first the start of the recording) to a
/// word's start. Negative when words overlap.
/// </param>
/// <param name="Lengths">
/// Milliseconds from a word's start to its end; from the time before when its start is not known.
/// </param>
/// <param name="Confidences">In hundredths.</param>
internal sealed record WordColumns(
    IReadOnlyList<string> Texts,
    IReadOnlyList<long?>? Gaps,
    IReadOnlyList<long?>? Lengths,
    IReadOnlyList<int?>? Confidences)
{
    /// <summary>Keeps 0.29 a 29: times 100 it is 28.999999999999996, and as a float, which engines use, 28.999999.</summary>
    private const double Slack = 1e-5;

    private const long MillisecondsMax = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>The columns of words.</summary>
    public static WordColumns Of(IReadOnlyList<TranscriptWord> words)
    {
        var (gaps, lengths) = (new long?[words.Count], new long?[words.Count]);
        long before = 0;
        for (var i = 0; i < words.Count; i++)
        {
            gaps[i] = Since(ref before, words[i].Start);
            lengths[i] = Since(ref before, words[i].End);
        }

        return new WordColumns(
            [.. words.Select(word => word.Text)],
            UnlessEmpty(gaps),
            UnlessEmpty(lengths),
            UnlessEmpty([.. words.Select(word => Hundredths(word.Confidence))]));
    }

    /// <summary>The words; throws <see cref="JsonException"/> when the columns are not such.</summary>
    public IReadOnlyList<TranscriptWord> ToWords()
    {
        if (Texts is null || IsOtherLength(Gaps) || IsOtherLength(Lengths) || IsOtherLength(Confidences))
            throw new JsonException("The columns of a transcript differ in length.");
        var words = new TranscriptWord[Texts.Count];
        long before = 0;
        for (var i = 0; i < words.Length; i++)
        {
            var start = After(ref before, Gaps?[i]);
            var end = After(ref before, Lengths?[i]);
            words[i] = new TranscriptWord(Texts[i], start, end, Confidences?[i] / 100.0);
        }

        return words;
    }

    private bool IsOtherLength<T>(IReadOnlyList<T>? column) => column is not null && column.Count != Texts.Count;

    private static T?[]? UnlessEmpty<T>(T?[] column) where T : struct =>
        Array.Exists(column, value => value is not null) ? column : null;

    private static int? Hundredths(double? confidence) =>
        confidence is { } known ? (int)Math.Floor(known * 100 + Slack) : null;

    private static long? Since(ref long before, TimeSpan? time)
    {
        if (time is not { } known) return null;
        var at = (long)Math.Round(known.TotalMilliseconds);
        var since = at - before;
        before = at;
        return since;
    }

    private static TimeSpan? After(ref long before, long? since)
    {
        if (since is not { } known) return null;
        before += known;
        return before is >= -MillisecondsMax and <= MillisecondsMax
            ? TimeSpan.FromMilliseconds(before)
            : throw new JsonException("A word of a transcript is out of time.");
    }
}

/// <summary>Writes words as columns; reads columns, and the list of words that format 1 has.</summary>
internal sealed class WordColumnsJsonConverter : JsonConverter<IReadOnlyList<TranscriptWord>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<TranscriptWord>? Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartArray
            ? JsonSerializer.Deserialize(ref reader, GrainJsonContext.Default.ListTranscriptWord)
            : JsonSerializer.Deserialize(ref reader, GrainJsonContext.Default.WordColumns)?.ToWords();

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, IReadOnlyList<TranscriptWord> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, WordColumns.Of(value), GrainJsonContext.Default.WordColumns);
}
