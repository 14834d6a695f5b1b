using System.Globalization;
using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.List;

/// <summary>
/// A search of the list as it stands in an address: what is read from one, changed with <c>with</c>, and written back.
/// Everything unknown or senseless in an address is passed over.
/// </summary>
public sealed record SearchUrl
{
    /// <summary>The longest text that is looked for.</summary>
    public const int TextLengthMax = 200;

    private const int ChoiceLengthMax = 60;

    /// <summary>What an address calls transcripts that the mail lacked and that may still come.</summary>
    internal const string Missing = "missing";

    /// <summary>Words, a number, an address, an ID.</summary>
    public string? Text { get; init; }

    /// <summary>Which view.</summary>
    public VoicemailView View { get; init; }

    /// <summary>Received in a period that ends now.</summary>
    public SearchPeriod? Period { get; init; }

    /// <summary>Received on that day or later.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Received on that day or earlier.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>Where it is on its journey.</summary>
    public VoicemailStatus? Status { get; init; }

    /// <summary>How good the transcript in the mail is.</summary>
    public TranscriptStatus? Transcript { get; init; }

    /// <summary>The mail lacked its transcript, which may still come.</summary>
    public bool WentWithout { get; init; }

    /// <summary>The engine that heard it.</summary>
    public string? Engine { get; init; }

    /// <summary>The language of its transcript.</summary>
    public string? Language { get; init; }

    /// <summary>As many seconds or longer.</summary>
    public int? LengthMin { get; init; }

    /// <summary>As many seconds or shorter.</summary>
    public int? LengthMax { get; init; }

    /// <summary>What the list is sorted by.</summary>
    public VoicemailOrder Order { get; init; }

    /// <summary>From small to large, old to new.</summary>
    public bool Ascending { get; init; }

    /// <summary>The page after this place.</summary>
    public VoicemailPlace? After { get; init; }

    /// <summary>The page before this place.</summary>
    public VoicemailPlace? Before { get; init; }

    /// <summary>The same search from its beginning.</summary>
    public SearchUrl FirstPage => this with { After = null, Before = null };

    /// <summary>Nothing is asked for but a view and an order.</summary>
    public bool IsPlain => FirstPage with { View = default, Order = default, Ascending = default } == new SearchUrl();

    /// <summary>The names and values that say it; those that say nothing are left out.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters =>
        from part in new (string Name, string? Value)[]
        {
            ("q", Text),
            ("view", SearchWords.Views.Name(View)),
            ("when", Period is { } period ? SearchWords.Periods.Name(period) : null),
            ("from", Day(FirstDay)),
            ("to", Day(LastDay)),
            ("status", Status is { } status ? SearchWords.Statuses.Name(status) : null),
            ("transcript", WentWithout ? Missing
                : Transcript is { } transcript ? SearchWords.Transcripts.Name(transcript) : null),
            ("engine", Engine),
            ("language", Language),
            ("min", LengthMin?.ToString(CultureInfo.InvariantCulture)),
            ("max", LengthMax?.ToString(CultureInfo.InvariantCulture)),
            ("sort", SearchWords.Orders.Name((Order, Ascending))),
            ("after", Written(After)),
            ("before", Written(Before)),
        }
        where !string.IsNullOrEmpty(part.Value)
        select KeyValuePair.Create(part.Name, part.Value!);

    /// <summary>Reads the query of an address (or of a form that carries one along).</summary>
    public static SearchUrl Parse(IQueryCollection query)
    {
        string? Of(string name) => query[name].FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        var text = Of("q");
        var (order, isAscending) = SearchWords.Orders.Value(Of("sort")) ?? default;
        return new SearchUrl
        {
            Text = text?.Length > TextLengthMax ? text[..TextLengthMax] : text,
            View = SearchWords.Views.Value(Of("view")) ?? default,
            Period = SearchWords.Periods.Value(Of("when")),
            FirstDay = Day(Of("from")),
            LastDay = Day(Of("to")),
            Status = SearchWords.Statuses.Value(Of("status")),
            Transcript = SearchWords.Transcripts.Value(Of("transcript")),
            WentWithout = Of("transcript") == Missing,
            Engine = Choice(Of("engine")),
            Language = Choice(Of("language")),
            LengthMin = Seconds(Of("min")),
            LengthMax = Seconds(Of("max")),
            Order = order,
            Ascending = isAscending,
            After = Place(Of("after")),
            Before = Place(Of("before")),
        };
    }

    /// <summary>The search for the index.</summary>
    /// <param name="clock">Days begin where its own zone says.</param>
    /// <param name="take">At most this many.</param>
    /// <param name="keptFrom">What is kept from whoever searches, see <see cref="VoicemailQuery.KeptFrom"/>.</param>
    public VoicemailQuery ToQuery(
        TimeProvider clock, int take, Func<IReadOnlyList<string>, string?, bool>? keptFrom)
    {
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        DateOnly? first = Period switch
        {
            SearchPeriod.Today => today,
            SearchPeriod.SevenDays => today.AddDays(-6),
            SearchPeriod.ThirtyDays => today.AddDays(-29),
            _ => null,
        };
        if (FirstDay is { } day && (first is null || day > first)) first = day;
        return new VoicemailQuery
        {
            Text = Text,
            View = View,
            From = first is { } start ? LocalDay.Start(start, clock) : null,
            Until = LastDay is { } last && last < DateOnly.MaxValue ? LocalDay.Start(last.AddDays(1), clock) : null,
            Status = Status,
            Transcript = Transcript,
            WentWithout = WentWithout,
            Engine = Engine,
            Language = Language,
            LengthMin = LengthMin is { } min ? TimeSpan.FromSeconds(min) : null,
            LengthMax = LengthMax is { } max ? TimeSpan.FromSeconds(max) : null,
            Order = Order,
            Ascending = Ascending,
            After = After,
            Before = Before,
            Take = take,
            KeptFrom = keptFrom,
        };
    }

    /// <summary>The address, from the base of the site.</summary>
    public string Url(string path = "voicemails")
    {
        var query = string.Join('&', Parameters.Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value)}"));
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Years that a time with any offset can be of.
    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is > 1970 and < 2100
            ? day
            : null;

    private static int? Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 86_400
            ? number
            : null;

    private static string? Choice(string? text) => text?.Length > ChoiceLengthMax ? null : text;

    private static string? Written(VoicemailPlace? place) => place switch
    {
        null => null,
        { Key: "" } => place.Id.Value,
        _ => $"{place.Id}.{place.Key}",
    };

    private static VoicemailPlace? Place(string? text) =>
        text?.Split('.', 2) is [var id, .. var key] && CorrelationId.TryParse(id, out var known)
            ? new VoicemailPlace(known, key is [var only] ? only : "")
            : null;
}

/// <summary>A period that ends now.</summary>
public enum SearchPeriod
{
    /// <summary>Since midnight.</summary>
    Today,

    /// <summary>Today and the six days before.</summary>
    SevenDays,

    /// <summary>Today and the 29 days before.</summary>
    ThirtyDays,
}
