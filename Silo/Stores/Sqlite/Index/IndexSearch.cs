using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// One search as a statement with its values. The texts of statements are few: what a person typed is in the values.
/// By time of receipt the full-text index (or, when everything is wanted, the table) is walked in the order of its rows
/// until the page is full. By anything else few finds are sorted, and for many the index on that column is walked, past
/// what the full-text index did not find.
/// </summary>
internal sealed class IndexSearch
{
    /// <summary>So many finds are sorted; with more the index on the column is walked.</summary>
    public const int SortedMost = 2_000;

    /// <summary>Whether an entry, by whom it is about, is kept from the reader: <see cref="IndexReader"/> knows.</summary>
    public const string IsKept = "is_kept";

    private const int SnippetWords = 24;
    private const string Summaries = "CROSS JOIN summaries s ON s.seq = e.seq";
    private const string Snippet = "snippet(words, 5, '', '', '…', ";

    private readonly List<object?> values = [];
    private readonly VoicemailQuery query;
    private readonly string? match;
    private readonly string? words;
    private readonly long now;

    private IndexSearch(VoicemailQuery query, string? words, long now)
    {
        this.query = query;
        this.now = now;
        this.words = words;
        var all = IndexFacts.Wanted(query).Select(IndexText.Quote);
        if (words is not null) all = all.Prepend($"({words})");
        match = string.Join(" AND ", all);
        if (match.Length == 0) match = null;
        else if (IndexFacts.Unwanted(query) is { } unwanted) match = $"({match}) NOT {IndexText.Quote(unwanted)}";
    }

    /// <summary>The statement.</summary>
    public string Sql { get; private set; } = "";

    /// <summary>Its values, ?1 first.</summary>
    public IReadOnlyList<object?> Values => values;

    /// <summary>
    /// Rows of a page, in the direction it is walked: summary, attention_from, id, key of the place, and a part of the
    /// transcript or null.
    /// </summary>
    /// <param name="query">The search; its Take is the number of rows.</param>
    /// <param name="words">What was typed, in FTS5's grammar; null for anything.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="place">The row to go on after, its number and its place; null to begin.</param>
    /// <param name="isAscending">The direction.</param>
    /// <param name="areFew">No more than <see cref="SortedMost"/> are found.</param>
    public static IndexSearch Page(
        VoicemailQuery query, string? words, long now, (long Seq, VoicemailPlace At)? place, bool isAscending,
        bool areFew)
    {
        var search = new IndexSearch(query, words, now);
        search.Sql = IndexOrder.Of(query.Order) is { } order
            ? search.PageBy(order, place, isAscending, areFew)
            : search.PageByTime(place?.Seq, isAscending);
        return search;
    }

    /// <summary>The number of entries found, but at most so many.</summary>
    public static IndexSearch Count(VoicemailQuery query, string? words, long now, long most)
    {
        var search = new IndexSearch(query, words, now);
        var (low, high) = search.Times();
        var rest = search.Rest();
        var from = search.match is null || rest.Length > 0 ? search.From() : "FROM words";
        var where = search.Where(low, high);
        search.Sql = $"SELECT count(*) FROM (SELECT 1 {from} {where} {rest} LIMIT {search.Bind(most)})";
        return search;
    }

    private string PageByTime(long? seq, bool isAscending)
    {
        var (low, high) = Times();
        if (seq is { } after) (low, high) = isAscending ? (Math.Max(low, after), high) : (low, Math.Min(high, after));
        var row = match is null ? "e.seq" : "words.rowid";
        var snippet = words is not null ? $"{Snippet}{SnippetWords})" : "NULL";
        return $"""
            SELECT s.summary, e.attention_from, e.id, '', {snippet} {From()} {Summaries}
            {Where(low, high)} {Rest()} ORDER BY {row} {Direction(isAscending)} LIMIT {Bind((long)query.Take)}
            """;
    }

    private string PageBy(
        IndexOrder order, (long Seq, VoicemailPlace At)? place, bool isAscending, bool areFew)
    {
        var column = "e." + order.Column;
        var direction = Direction(isAscending);
        var from = match is not null && areFew
            ? $"{From()} {Where(Times().Low, Times().High)}"
            : $"FROM entries e INDEXED BY entries_{order.Column} WHERE {Found()}";
        var key = place is { } at ? order.Value(at.At.Key) : isAscending ? order.Lowest : order.Highest;
        var rows = $"""
            SELECT e.seq, e.attention_from, e.id, {column} AS place {from}
            AND ({column}, e.seq) {(isAscending ? ">" : "<")} ({Bind(key)}, {Bind(place?.Seq ?? 0L)}) {Rest()}
            ORDER BY {column} {direction}, e.seq {direction} LIMIT {Bind((long)query.Take)}
            """;
        // The same words once more for each row shown, because only they can say where in the transcript they are.
        var (snippet, found) = words is not null
            ? ($"{Snippet}{SnippetWords})", $"CROSS JOIN words ON words.rowid = e.seq AND words MATCH {Bind(match)}")
            : ("NULL", "");
        return $"""
            SELECT s.summary, e.attention_from, e.id, e.place, {snippet} FROM ({rows}) e {Summaries} {found}
            ORDER BY e.place {direction}, e.seq {direction}
            """;
    }

    /// <summary>What is found, as a condition on a row that is met anyway.</summary>
    private string Found()
    {
        var (low, high) = Times();
        return match is null
            ? $"+e.seq > {Bind(low)} AND +e.seq < {Bind(high)}"
            : $"""
               +e.seq IN (SELECT rowid FROM words WHERE words MATCH {Bind(match)}
                   AND rowid > {Bind(low)} AND rowid < {Bind(high)})
               """;
    }

    private string From() =>
        match is null ? "FROM entries e" : "FROM words CROSS JOIN entries e ON e.seq = words.rowid";

    private string Where(long low, long high)
    {
        var row = match is null ? "e.seq" : "words.rowid";
        var found = match is null ? "" : $"AND words MATCH {Bind(match)}";
        return $"WHERE {row} > {Bind(low)} AND {row} < {Bind(high)} {found}";
    }

    /// <summary>What no word of the index says.</summary>
    private string Rest()
    {
        var rest = "";
        if (IndexFacts.WantsAttention(query)) rest += $" AND e.attention_from <= {Bind(now)}";
        if (IndexFacts.WantsNoAttention(query)) rest += $" AND coalesce(e.attention_from > {Bind(now)}, 1)";
        if (match is null) rest += " AND e.deleted = 0";
        // Whoever may not know what was said must not find out by searching for it.
        // What they find otherwise is looked up once: a look at each of thousands costs a hundred times as much.
        if (query.KeptFrom is not null && words is not null)
        {
            var (low, high) = Times();
            rest += $"""
                 AND (NOT {IsKept}((SELECT about FROM summaries WHERE seq = e.seq)) OR e.seq IN (
                    SELECT rowid FROM words w WHERE w.words MATCH {Bind($"- transcript : ({words})")}
                        AND rowid > {Bind(low)} AND rowid < {Bind(high)}))
                """;
        }

        if (query.LengthMin is { } min) rest += $" AND e.length >= {Bind((long)min.TotalMilliseconds)}";
        // What shows as 0:30 is at most 0:30.
        if (query.LengthMax is { } max)
            rest += $" AND e.length BETWEEN 0 AND {Bind((long)max.TotalMilliseconds + 999)}";
        return rest;
    }

    /// <summary>Row numbers that the time of receipt lies between.</summary>
    private (long Low, long High) Times() =>
        (query.From is { } from ? IndexSeq.First(from) - 1 : -1,
            query.Until is { } until ? IndexSeq.First(until) : long.MaxValue);

    private static string Direction(bool isAscending) => isAscending ? "ASC" : "DESC";

    private string Bind(object? value)
    {
        values.Add(value);
        return FormattableString.Invariant($"?{values.Count}");
    }
}
