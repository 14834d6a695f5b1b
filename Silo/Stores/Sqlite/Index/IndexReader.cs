using System.Text.Json;
using Microsoft.Data.Sqlite;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>A reading connection of the index. Nothing is ranked: see <see cref="IndexSearch"/>.</summary>
internal sealed class IndexReader : IDisposable
{
    private const int SearchesKept = 64;
    private const int CompletionsMax = 16;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, Statement> searches = [];
    private readonly Statement totals;
    private readonly Statement attention;
    private readonly Statement find;
    private readonly Statement engines;
    private readonly Statement languages;
    private readonly Statement nextTerm;
    private readonly Statement changes;
    private readonly Dictionary<string, bool> kept = [];
    private Func<IReadOnlyList<string>, string?, bool>? keptFrom;
    private (string Text, long Changes, string? Words) lastRead = ("", 0, null);

    /// <summary>Opens it.</summary>
    public IndexReader(string path)
    {
        connection = SqliteFile.OpenReader(path);
        SqliteFile.Execute(connection, "PRAGMA cache_size = -16384"); // 16 MB; with 2 a search takes 1.4 to 5 times as long
        connection.CreateFunction(IndexSearch.IsKept, (string about) => IsKept(about));
        totals = new Statement(connection, "SELECT everything - deleted, open, delivered, deleted, size FROM totals");
        attention = new Statement(connection, "SELECT count(*) FROM entries WHERE attention_from <= ?1", 1);
        find = new Statement(connection, "SELECT seq FROM entries WHERE id = ?1", 1);
        engines = new Statement(connection, "SELECT name FROM engines ORDER BY name");
        languages = new Statement(connection, "SELECT name FROM languages ORDER BY name");
        nextTerm = new Statement(connection, "SELECT term FROM terms WHERE term >= ?1 LIMIT 1", 1);
        changes = new Statement(connection, "PRAGMA data_version"); // another one after each commit of the writer
    }

    /// <summary>One page.</summary>
    public VoicemailPage Search(VoicemailQuery query, long now)
    {
        Hear(query);
        if (!TryReadWords(query, out var words)) return new VoicemailPage([], null, null);
        if (query.Before is { } before)
        {
            var (rows, hasMore) = Walk(query, words, now, before, !query.Ascending);
            if (hasMore)
            {
                rows.Reverse();
                return new VoicemailPage(Items(rows), rows[0].Place, rows[^1].Place);
            }
        }

        // A page back that would reach over the beginning is the first page.
        var start = query.Before is null ? query.After : null;
        var (forward, hasNext) = Walk(query, words, now, start, query.Ascending);
        return new VoicemailPage(
            Items(forward),
            start is not null && forward.Count > 0 ? forward[0].Place : null,
            hasNext ? forward[^1].Place : null);
    }

    /// <summary>How many a search finds, but at most so many.</summary>
    public long Count(VoicemailQuery query, long now, long most)
    {
        Hear(query);
        return TryReadWords(query, out var words) ? Count(query, words, now, most) : 0;
    }

    /// <summary>Entries per view.</summary>
    public VoicemailViewCounts Count(long now)
    {
        using var row = totals.Query();
        row.Read();
        return new VoicemailViewCounts(row.GetInt64(0), attention.Number(now) ?? 0, row.GetInt64(1), row.GetInt64(2))
        {
            Deleted = row.GetInt64(3),
            ContentBytes = row.GetInt64(4),
        };
    }

    /// <summary>What there is to choose from.</summary>
    public VoicemailChoices Choices() => new(Names(engines), Names(languages));

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetSearches();
        Statement[] all = [totals, attention, find, engines, languages, nextTerm, changes];
        foreach (var statement in all) statement.Dispose();
        connection.Dispose();
    }

    private static List<VoicemailSummary> Items(List<(VoicemailSummary Item, VoicemailPlace Place)> rows) =>
        [.. rows.Select(row => row.Item)];

    private static List<string> Names(Statement statement)
    {
        List<string> names = [];
        using var rows = statement.Query();
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    private (List<(VoicemailSummary Item, VoicemailPlace Place)> Rows, bool HasMore) Walk(
        VoicemailQuery query, string? words, long now, VoicemailPlace? start, bool isAscending)
    {
        (long, VoicemailPlace)? place =
            start is null ? null : (find.Number(start.Id.Value) ?? IndexSeq.Of(start.Id), start);
        var areFew = query.Order != VoicemailOrder.Received
            && Count(query, words, now, IndexSearch.SortedMost + 1) <= IndexSearch.SortedMost;
        var search = IndexSearch.Page(query with { Take = query.Take + 1 }, words, now, place, isAscending, areFew);
        List<(VoicemailSummary, VoicemailPlace)> found = [];
        using var rows = Prepared(search).Query([.. search.Values]);
        while (rows.Read())
        {
            var item = ToSummary(rows, now);
            found.Add((item, new VoicemailPlace(item.Id, rows.GetValue(3).ToString() ?? "")));
        }

        if (found.Count <= query.Take) return (found, false);
        found.RemoveAt(found.Count - 1);
        return (found, true);
    }

    private long Count(VoicemailQuery query, string? words, long now, long most)
    {
        var search = IndexSearch.Count(query, words, now, most);
        return Prepared(search).Number([.. search.Values]) ?? 0;
    }

    /// <summary>
    /// What was typed, in FTS5's grammar; false when nothing can be found by it. A page and its counts ask for the
    /// same, and each spelling takes looks at the words of the index: what was read last holds until these change.
    /// </summary>
    private bool TryReadWords(VoicemailQuery query, out string? words)
    {
        words = null;
        if (string.IsNullOrWhiteSpace(query.Text)) return true;
        var now = changes.Number() ?? 0;
        if (lastRead.Text != query.Text || lastRead.Changes != now)
            lastRead = (query.Text, now, IndexText.ToQuery(query.Text, Complete));
        words = lastRead.Words;
        return words is not null;
    }

    /// <summary>The words of the index that begin so; null when they are many.</summary>
    private List<string>? Complete(string beginning)
    {
        List<string> words = [];
        while (words.Count <= CompletionsMax)
        {
            // Nothing lies between a word and itself with the first digit after it.
            using var row = nextTerm.Query(words.Count == 0 ? beginning : words[^1] + '0');
            if (!row.Read() || !row.GetString(0).StartsWith(beginning, StringComparison.Ordinal)) return words;
            words.Add(row.GetString(0));
        }

        return null;
    }

    /// <summary>Each search is somebody else's, and rules change.</summary>
    private void Hear(VoicemailQuery query)
    {
        keptFrom = query.KeptFrom;
        kept.Clear();
    }

    private bool IsKept(string about)
    {
        if (keptFrom is null) return false;
        if (kept.TryGetValue(about, out var known)) return known;
        var (recipients, mailbox) = IndexAbout.Read(about);
        return kept[about] = keptFrom(recipients, mailbox);
    }

    private VoicemailSummary ToSummary(SqliteDataReader row, long now)
    {
        var summary = JsonSerializer.Deserialize(
            row.GetFieldValue<byte[]>(0), IndexJsonContext.Default.VoicemailSummary)!;
        var match = row.IsDBNull(4) ? "" : row.GetString(4);
        var isKept = keptFrom is not null && IsKept(IndexAbout.Of(summary));
        return summary with
        {
            NeedsAttention = !row.IsDBNull(1) && row.GetInt64(1) <= now,
            IsKept = isKept,
            Snippet = isKept ? null : match.Length > 0 ? match : summary.Snippet,
        };
    }

    private Statement Prepared(IndexSearch search)
    {
        if (searches.TryGetValue(search.Sql, out var statement)) return statement;
        if (searches.Count >= SearchesKept) ForgetSearches();
        return searches[search.Sql] = new Statement(connection, search.Sql, search.Values.Count);
    }

    private void ForgetSearches()
    {
        foreach (var statement in searches.Values) statement.Dispose();
        searches.Clear();
    }
}
