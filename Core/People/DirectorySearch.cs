using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.People;

/// <summary>Looks people up.</summary>
public static class DirectorySearch
{
    /// <summary>Names that an engine is told to expect: more make it listen worse, and Google takes 5,000.</summary>
    public const int NamesMax = 1000;

    /// <summary>Characters of all these names: Google takes 100,000, the corrections' phrases included.</summary>
    private const int NamesLengthMax = 50_000;

    private const int NumberDigitsMin = 3;

    /// <summary>Those that have all words of a query in name, mailbox or address, or its digits in a number.</summary>
    public static IEnumerable<DirectoryEntry> Search(this PeopleDirectory directory, string? query)
    {
        var words = PlainLetters.Of(query ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isNumber = words.All(word => word.All(c => char.IsAsciiDigit(c) || "+-/().".Contains(c)));
        var digits = isNumber ? Digits(query ?? "").TrimStart('0') : "";
        return directory.Entries.Where(entry =>
            words.All(word => PlainLetters.Of($"{entry.Name} {entry.Mailbox} {entry.Email}")
                .Contains(word, StringComparison.Ordinal))
            || (digits.Length >= NumberDigitsMin
                && Digits(entry.Number ?? "").Contains(digits, StringComparison.Ordinal)));
    }

    /// <summary>
    /// Names that may well be said in a voicemail, the likeliest first: those of the recipients and of the mailbox's
    /// owner, then those of their domains, then all others; bounded.
    /// </summary>
    /// <param name="directory">The people.</param>
    /// <param name="recipients">The addresses of the voicemail's recipients.</param>
    /// <param name="mailbox">The mailbox called, if that is known.</param>
    public static IReadOnlyList<string> NamesFor(
        this PeopleDirectory directory, IReadOnlyList<string> recipients, string? mailbox)
    {
        var addresses = recipients.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var domains = recipients.Select(DomainOf).Where(domain => domain.Length > 0)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var mailboxes = recipients.Select(address => address.Split('@')[0]).Append(mailbox ?? "")
            .Where(name => name.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rooms = new List<string>[] { [], [], [] };
        foreach (var entry in directory.Entries)
        {
            var isTheirs = (entry.Email is { } email && addresses.Contains(email))
                || (entry.Mailbox is { } own && mailboxes.Contains(own));
            var room = isTheirs ? 0 : entry.Email is { } address && domains.Contains(DomainOf(address)) ? 1 : 2;
            if (rooms[room].Count < NamesMax) rooms[room].Add(entry.Name);
        }

        var length = 0;
        return
        [
            .. rooms.SelectMany(room => room).Distinct(StringComparer.OrdinalIgnoreCase).Take(NamesMax)
                .TakeWhile(name => (length += name.Length) <= NamesLengthMax),
        ];
    }

    private static string DomainOf(string address) =>
        address.LastIndexOf('@') is var at and >= 0 ? address[(at + 1)..] : "";

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
