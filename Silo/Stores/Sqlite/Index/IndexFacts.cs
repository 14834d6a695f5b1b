using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Facts about an entry as words of the full-text index, so that one query intersects them with what a person typed: it
/// needs no look at entries that do not fit. The words begin with a character of private use, which the tokenizer takes
/// for a letter and which no query that a person types can contain (see <see cref="IndexText.ToQuery"/>).
/// </summary>
internal static class IndexFacts
{
    /// <summary>What every such word begins with.</summary>
    public const char Mark = '\ue000';

    private static readonly string Open = $"{Mark}open";
    private static readonly string Watched = $"{Mark}watched";
    private static readonly string Deleted = $"{Mark}deleted";
    private static readonly string Without = $"{Mark}without";

    /// <summary>The words of an entry.</summary>
    public static string Of(IndexEntry entry)
    {
        var summary = entry.Summary;
        // One that is deleted is in none of the other views, however it ended.
        List<string> words = [Word(summary.IsDeleted ? 'd' : 's', Journey(summary.Stage, summary.ClosedAs))];
        if (summary.IsDeleted) words.Add(Deleted);
        else if (summary.Stage != VoicemailStage.Closed) words.Add(Open);
        if (entry.AttentionFrom is not null) words.Add(Watched);
        if (summary.MailStatus is { } status) words.Add(Word('t', status));
        if (summary.WentWithout) words.Add(Without);
        words.AddRange(entry.Engines.Select(engine => Word('e', engine)));
        words.AddRange(entry.Languages.Select(language => Word('l', language)));
        return string.Join(' ', words);
    }

    /// <summary>The words that an entry must have to be found.</summary>
    public static IEnumerable<string> Wanted(VoicemailQuery query)
    {
        if (query.View == VoicemailView.Open) yield return Open;
        if (query.View == VoicemailView.Delivered) yield return Word('s', nameof(CloseReason.Delivered));
        if (WantsAttention(query)) yield return Watched;
        if (query.View == VoicemailView.Deleted) yield return Deleted;
        if (query.Status is { } status)
            yield return Word(query.View == VoicemailView.Deleted ? 'd' : 's', Journey(status));
        if (query.Transcript is { } transcript) yield return Word('t', transcript.HeaderValue());
        if (query.WentWithout) yield return Without;
        if (query.Engine is { } engine) yield return Word('e', engine);
        if (query.Language is { } language) yield return Word('l', language);
    }

    /// <summary>The word that an entry must not have; null when the wanted ones leave it out.</summary>
    public static string? Unwanted(VoicemailQuery query) =>
        query is { View: VoicemailView.All, Status: null } ? Deleted : null;

    /// <summary>Whether what is found must need attention, which changes with time alone.</summary>
    public static bool WantsAttention(VoicemailQuery query) =>
        query is { View: VoicemailView.NeedsAttention } or { Status: VoicemailStatus.Delayed };

    /// <summary>Whether it must need none; then and in that view nothing is found.</summary>
    public static bool WantsNoAttention(VoicemailQuery query) => query.Status == VoicemailStatus.Delivering;

    private static string Journey(VoicemailStage stage, CloseReason? closed) =>
        closed is { } reason ? reason.ToString() : stage.ToString();

    private static string Journey(VoicemailStatus status) => status switch
    {
        VoicemailStatus.Delivering or VoicemailStatus.Delayed => nameof(VoicemailStage.Relaying),
        _ => status.ToString(),
    };

    private static string Word(char kind, string value) =>
        $"{Mark}{kind}{new string([.. value.Where(char.IsAsciiLetterOrDigit)])}";
}
