using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>A stretch of a comparison of two texts.</summary>
/// <param name="Removed">Words that went.</param>
/// <param name="Added">Words that came, or stayed.</param>
/// <param name="IsSame">They stayed.</param>
internal sealed record TextChange(string Removed, string Added, bool IsSame);

/// <summary>Texts of corrections.</summary>
internal static class CorrectionText
{
    /// <summary>What a form brought, with the line ends of here and without blanks around it.</summary>
    public static string Clean(string? text) => (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    /// <summary>The same words, whatever stands between them.</summary>
    public static bool IsSame(string before, string after) =>
        WordDiff.Words(before).SequenceEqual(WordDiff.Words(after));

    /// <summary>What changed, in order.</summary>
    public static IEnumerable<TextChange> Changes(string before, string after)
    {
        var (old, made) = (WordDiff.Words(before), WordDiff.Words(after));
        return WordDiff.Compare(old, made).Select(run => new TextChange(
            string.Join(' ', old.Skip(run.BeforeStart).Take(run.BeforeCount)),
            string.Join(' ', made.Skip(run.AfterStart).Take(run.AfterCount)),
            run.IsSame));
    }
}
