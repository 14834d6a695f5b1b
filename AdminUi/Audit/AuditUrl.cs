using System.Globalization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Audit;

/// <summary>The address of a view of the audit log: its filters, and where its page begins.</summary>
/// <param name="Who">Part of a name.</param>
/// <param name="Action">Part of an action.</param>
/// <param name="About">Part of an identifier or name of what it was done to.</param>
/// <param name="Since">The first day, see <see cref="LocalDay"/>.</param>
/// <param name="Until">The last day.</param>
/// <param name="Before">The place behind which the page begins.</param>
internal sealed record AuditUrl(
    string? Who, string? Action, string? About, DateOnly? Since, DateOnly? Until, AuditPlace? Before)
{
    /// <summary>Longest text of a filter.</summary>
    public const int TextLengthMax = 100;

    /// <summary>Whether anything is filtered.</summary>
    public bool IsFiltered => (Who ?? Action ?? About) is not null || Since is not null || Until is not null;

    /// <summary>Reads an address; what cannot be read does not count.</summary>
    public static AuditUrl Read(
        string? who, string? action, string? about, string? since, string? until, string? before) =>
        new(Text(who), Text(action), Text(about), Day(since), Day(until), Place(before));

    /// <summary>What is asked of the trail.</summary>
    /// <param name="clock">Days begin where its own zone says.</param>
    public AuditQuery ToQuery(TimeProvider clock) => new(
        Who, Action, About,
        Since is { } first ? LocalDay.Start(first, clock) : null,
        Until is { } last ? LocalDay.Start(last.AddDays(1), clock) : null,
        Before);

    /// <summary>The same filters from the newest on, or from a place on.</summary>
    public string Url(string path, AuditPlace? before = null)
    {
        (string Key, string? Value)[] all =
        [
            // Not "action": a field of that name would hide the form's own from scripts.
            ("who", Who), ("did", Action), ("about", About), ("since", Text(Since)), ("until", Text(Until)),
            ("before", Text(before)),
        ];
        var parts = from part in all
            where part.Value is not null
            select $"{part.Key}={Uri.EscapeDataString(part.Value)}";
        var query = string.Join('&', parts);
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    /// <summary>A day as <c>2026-03-31</c>.</summary>
    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Text(string? text)
    {
        var trimmed = text?.Trim();
        return string.IsNullOrEmpty(trimmed) ? null : trimmed[..Math.Min(trimmed.Length, TextLengthMax)];
    }

    private static string? Text(AuditPlace? place) => place is not { } p
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{p.At.UtcTicks}~{p.Node}~{p.Number}");

    // Years that a time with any offset can be of.
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 3000
            ? day
            : null;

    private static AuditPlace? Place(string? text)
    {
        if (text?.Split('~') is not [var at, var node, var number]) return null;
        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) return null;
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return null;
        if (ticks > DateTimeOffset.MaxValue.UtcTicks) return null;
        return new AuditPlace(new DateTimeOffset(ticks, TimeSpan.Zero), node, value);
    }
}
