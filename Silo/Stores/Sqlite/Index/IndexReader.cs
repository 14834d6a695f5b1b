using System.Text.Json;
using Microsoft.Data.Sqlite;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// A reading connection of the index. Everything goes from new to old by row number; nothing is ranked.
/// </summary>
internal sealed class IndexReader : IDisposable
{
    private const string Columns = "e.summary, e.attention_from";
    private const int SnippetWords = 24;

    private readonly SqliteConnection connection;
    private readonly Dictionary<(VoicemailView View, bool Words), Statement> searches = [];
    private readonly Statement totals;
    private readonly Statement attention;
    private readonly Statement find;

    /// <summary>Opens it.</summary>
    public IndexReader(string path)
    {
        connection = SqliteFile.OpenReader(path);
        totals = new Statement(connection, "SELECT everything - deleted, open, delivered, deleted FROM totals");
        attention = new Statement(connection, "SELECT count(*) FROM entries WHERE attention_from <= ?1", 1);
        find = new Statement(connection, "SELECT seq FROM entries WHERE id = ?1", 1);
    }

    /// <summary>One page. <paramref name="words"/> is a query of FTS5's grammar, or null for all.</summary>
    public VoicemailPage Search(VoicemailQuery query, string? words, long now)
    {
        var before = query.Before is { } id ? find.Number(id.Value) ?? IndexSeq.Of(id) : long.MaxValue;
        List<VoicemailSummary> items = [];
        using var rows = Prepared(query.View, words is not null).Query(before, now, (long)query.Take + 1, words);
        while (rows.Read()) items.Add(ToSummary(rows, words is not null, now));
        var hasMore = items.Count > query.Take;
        return new VoicemailPage(hasMore ? items[..query.Take] : items, hasMore);
    }

    /// <summary>Entries per view.</summary>
    public VoicemailViewCounts Count(long now)
    {
        using var row = totals.Query();
        row.Read();
        return new VoicemailViewCounts(row.GetInt64(0), attention.Number(now) ?? 0, row.GetInt64(1), row.GetInt64(2))
        {
            Deleted = row.GetInt64(3),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in searches.Values) statement.Dispose();
        totals.Dispose();
        attention.Dispose();
        find.Dispose();
        connection.Dispose();
    }

    private static VoicemailSummary ToSummary(SqliteDataReader row, bool hasSnippet, long now)
    {
        var summary = JsonSerializer.Deserialize(
            row.GetFieldValue<byte[]>(0), IndexJsonContext.Default.VoicemailSummary)!;
        var match = hasSnippet && !row.IsDBNull(2) ? row.GetString(2) : "";
        return summary with
        {
            NeedsAttention = !row.IsDBNull(1) && row.GetInt64(1) <= now,
            Snippet = match.Length > 0 ? match : summary.Snippet,
        };
    }

    private Statement Prepared(VoicemailView view, bool words)
    {
        if (searches.TryGetValue((view, words), out var statement)) return statement;
        var (index, filter) = view switch
        {
            VoicemailView.NeedsAttention => ("INDEXED BY entries_attention", "AND e.attention_from <= ?2"),
            VoicemailView.Open => ("INDEXED BY entries_open", "AND e.open = 1"),
            VoicemailView.Delivered => ("", "AND e.delivered = 1"),
            VoicemailView.Deleted => ("INDEXED BY entries_deleted", "AND e.deleted = 1"),
            _ => ("", "AND e.deleted = 0"),
        };
        // Each form names all four parameters, needed or not: one call binds them all.
        var sql = words
            ? $"""
               SELECT {Columns}, snippet(words, 5, '', '', '…', {SnippetWords})
               FROM words CROSS JOIN entries e ON e.seq = words.rowid
               WHERE words MATCH ?4 AND words.rowid < ?1 {filter} AND ?2 IS NOT NULL ORDER BY words.rowid DESC LIMIT ?3
               """
            : $"""
               SELECT {Columns} FROM entries e {index}
               WHERE e.seq < ?1 {filter} AND ?2 IS NOT NULL AND ?4 IS NULL ORDER BY e.seq DESC LIMIT ?3
               """;
        return searches[(view, words)] = new Statement(connection, sql, 4);
    }
}
