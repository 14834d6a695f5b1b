using System.Globalization;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Values as people read them, in the invariant culture.</summary>
internal static class Show
{
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{(int)time.TotalMinutes}:{time.Seconds:00}";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count that stopped at most + 1.</summary>
    public static string Count(long count, long most) => count > most ? Count(most) + "+" : Count(count);

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000_000.0:0.#} GB"),
    };

    /// <summary>Machine-readable, for the <c>datetime</c> attribute.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static string Full(DateTimeOffset time) =>
        time.UtcDateTime.ToString("dddd, d MMMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// "5 min ago" or "in 5 min"; a date when it is further away than a day, with the year when it is not this one.
    /// </summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var distance = (now - time).Duration();
        if (distance.TotalSeconds < 45) return time > now ? "in a moment" : "just now";
        var amount = distance switch
        {
            { TotalMinutes: < 59.5 } => $"{Math.Max(1, Math.Round(distance.TotalMinutes))} min",
            { TotalHours: < 23.5 } => $"{Math.Round(distance.TotalHours)} h",
            _ => null,
        };
        if (amount is not null) return time > now ? "in " + amount : amount + " ago";
        var form = time.UtcDateTime.Year == now.UtcDateTime.Year ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm";
        return time.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A mailbox for people: <c>priya.raman@example.org</c> is Priya Raman; anything less telling stays an address.
    /// </summary>
    public static string Person(string address)
    {
        var local = address.Split('@')[0];
        var words = local.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var isName = words.Length is 2 or 3 && words.All(word => word.Length > 1 && word.All(char.IsLetter));
        if (!isName) return address;
        return string.Join(' ', words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    /// <summary>Words of ours as a sentence begins.</summary>
    public static string Sentence(string words) =>
        words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>The recipients in one line.</summary>
    public static string People(IReadOnlyList<string> recipients) => recipients.Count switch
    {
        0 => "Nobody",
        1 => Person(recipients[0]),
        var count => $"{Person(recipients[0])} +{count - 1}",
    };
}
