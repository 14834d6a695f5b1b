namespace VoicemailOrleans.Core.People;

/// <summary>
/// Who has which number, mailbox and address. Where several people share a number or a mailbox, nobody is named by it:
/// what is not known is never a guess.
/// </summary>
public sealed class PeopleDirectory
{
    private const int DigitsSame = 9;
    private const int DigitsAlike = 7;

    private readonly ILookup<string, (string Key, DirectoryEntry Entry)> byNumber;
    private readonly Dictionary<string, DirectoryEntry?> byMailbox = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A directory.</summary>
    /// <param name="entries">In the order of the file.</param>
    /// <param name="notes">What is worth knowing of the file and is no mistake, a sentence each.</param>
    public PeopleDirectory(IReadOnlyList<DirectoryEntry> entries, IReadOnlyList<string> notes)
    {
        (Entries, Notes) = (entries, notes);
        byNumber = entries.Select(entry => (Key: NumberKey(entry.Number) ?? "", Entry: entry))
            .Where(known => known.Key.Length > 0).ToLookup(known => End(known.Key));
        foreach (var entry in entries)
        {
            // Null marks what several people share; the same person may stand there twice.
            if (entry.Mailbox is not { } mailbox || byMailbox.TryAdd(mailbox, entry)) continue;
            if (byMailbox[mailbox]?.Name != entry.Name) byMailbox[mailbox] = null;
        }
    }

    /// <summary>The directory of a site that keeps none.</summary>
    public static PeopleDirectory None { get; } = new([], []);

    /// <summary>All, in the order of the file.</summary>
    public IReadOnlyList<DirectoryEntry> Entries { get; }

    /// <summary>What is worth knowing of the file, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whose number it is; null when that is nobody's, or not one person's alone.</summary>
    public DirectoryEntry? FindByNumber(string? number)
    {
        if (NumberKey(number) is not { } key) return null;
        var found = byNumber[End(key)].Where(known => IsSame(known.Key, key)).Select(known => known.Entry)
            .DistinctBy(entry => entry.Name).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>Whose mailbox it is; null when that is nobody's, or not one person's alone.</summary>
    public DirectoryEntry? FindByMailbox(string? mailbox) =>
        mailbox is null ? null : byMailbox.GetValueOrDefault(mailbox.Trim());

    /// <summary>
    /// What numbers have in common that are the same, written in different places: the last nine digits, as in the
    /// search of voicemails. One of seven or eight is the same as those that end with it; shorter ones, such as
    /// extensions, are the same when they are equal.
    /// </summary>
    internal static string? NumberKey(string? number)
    {
        if (number is null) return null;
        Span<char> digits = stackalloc char[DigitsSame];
        var count = 0;
        var at = number.Length;
        while (at > 0 && count < DigitsSame)
            if (char.IsAsciiDigit(number[--at])) digits[DigitsSame - ++count] = number[at];
        var end = digits[(DigitsSame - count)..];
        if (!number.AsSpan(0, at).ContainsAnyInRange('1', '9')) end = end.TrimStart('0');
        return end.Length < 2 ? null : end.ToString();
    }

    private static string End(string key) => key.Length > DigitsAlike ? key[^DigitsAlike..] : key;

    private static bool IsSame(string one, string other) =>
        one.EndsWith(other, StringComparison.Ordinal) || other.EndsWith(one, StringComparison.Ordinal);
}
