using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Recipients and mailbox of an entry in one text. Many entries have the same, so what is kept from a reader need be
/// decided once for all of them.
/// </summary>
internal static class IndexAbout
{
    private const char Separator = '\u001f';

    /// <summary>The text of an entry: its mailbox, then its recipients.</summary>
    public static string Of(VoicemailSummary summary) => string.Join(
        Separator, summary.Recipients.Prepend(summary.Mailbox ?? "").Select(part => part.Replace(Separator, ' ')));

    /// <summary>What is in such a text.</summary>
    public static (IReadOnlyList<string> Recipients, string? Mailbox) Read(string about)
    {
        var parts = about.Split(Separator);
        return (parts[1..], parts[0] is { Length: > 0 } mailbox ? mailbox : null);
    }
}
