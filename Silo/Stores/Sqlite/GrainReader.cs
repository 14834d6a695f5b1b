using Microsoft.Data.Sqlite;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// A reading connection with its prepared statements. Each read sees one snapshot and waits for no writer.
/// </summary>
internal sealed class GrainReader : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Statement read;
    private readonly Statement changes;
    private readonly Statement export;
    private readonly Statement history;
    private readonly Statement counts;

    /// <summary>Opens it.</summary>
    public GrainReader(string path)
    {
        connection = SqliteFile.OpenReader(path);
        read = new Statement(connection, """
            SELECT g.kind, g.key, g.version, g.due_at, s.state FROM grains g JOIN states s ON s.id = g.id
            WHERE g.kind = ?1 AND g.key = ?2
            """, 2);
        changes = new Statement(connection, """
            SELECT position, kind, key, 0 FROM grains WHERE position > ?1
            UNION ALL SELECT position, kind, key, 1 FROM tombstones WHERE position > ?1
            ORDER BY position LIMIT ?2
            """, 2);
        export = new Statement(connection, """
            SELECT g.kind, g.key, g.version, g.due_at, s.state, g.position
            FROM grains g JOIN states s ON s.id = g.id WHERE g.position > ?1
            UNION ALL SELECT kind, key, 0, 0, NULL, position FROM tombstones WHERE position > ?1
            ORDER BY position LIMIT ?2 + 1
            """, 2);
        history = new Statement(connection, "SELECT name FROM history");
        counts = new Statement(connection, """
            SELECT k.kind, k.total,
                (SELECT count(*) FROM grains WHERE lease_token IS NULL AND kind = k.kind AND due_at <= ?1),
                (SELECT count(*) FROM grains WHERE lease_token IS NOT NULL AND kind = k.kind AND due_at <= ?1),
                (SELECT due_at FROM grains WHERE lease_token IS NULL AND kind = k.kind ORDER BY due_at LIMIT 1),
                (SELECT due_at FROM grains WHERE lease_token IS NOT NULL AND kind = k.kind ORDER BY due_at LIMIT 1)
            FROM kinds k WHERE k.total > 0 ORDER BY k.kind
            """, 1);
    }

    /// <summary>Reads columns kind, key, version, due_at, state.</summary>
    public static GrainRecord ToRecord(SqliteDataReader row) => new(
        new GrainId(row.GetString(0), row.GetString(1)),
        row.GetInt64(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
        row.GetFieldValue<byte[]>(4));

    /// <summary>One grain, or null.</summary>
    public GrainRecord? Read(GrainId id)
    {
        using var row = read.Query(id.Kind, id.Key);
        return row.Read() ? ToRecord(row) : null;
    }

    /// <summary>The feed after a position.</summary>
    public IReadOnlyList<GrainChange> Changes(long after, int max)
    {
        List<GrainChange> found = [];
        using var rows = changes.Query(after, max);
        while (rows.Read())
            found.Add(new GrainChange(
                rows.GetInt64(0), new GrainId(rows.GetString(1), rows.GetString(2)), rows.GetInt64(3) == 1));
        return found;
    }

    /// <summary>The feed after a position with the states: one statement, so one snapshot.</summary>
    public GrainExport Export(long after, int max)
    {
        List<GrainRecord> records = [];
        List<GrainId> deleted = [];
        using var rows = export.Query(after, max);
        while (rows.Read())
        {
            if (records.Count + deleted.Count == max) return new GrainExport(after, records, deleted, IsLast: false);
            if (rows.IsDBNull(4)) deleted.Add(new GrainId(rows.GetString(0), rows.GetString(1)));
            else records.Add(ToRecord(rows));
            after = rows.GetInt64(5);
        }

        return new GrainExport(after, records, deleted, IsLast: true);
    }

    /// <summary>The name of the file's history.</summary>
    public string History()
    {
        using var row = history.Query();
        row.Read();
        return row.GetString(0);
    }

    /// <summary>Grains per kind. The cost grows with what is due, not with what there is.</summary>
    public IReadOnlyList<GrainCount> Counts(long now)
    {
        List<GrainCount> found = [];
        using var rows = counts.Query(now);
        while (rows.Read())
        {
            long? waiting = rows.IsDBNull(4) ? null : rows.GetInt64(4);
            long? leased = rows.IsDBNull(5) ? null : rows.GetInt64(5);
            var oldest = Math.Min(waiting ?? long.MaxValue, leased ?? long.MaxValue);
            found.Add(new GrainCount(
                rows.GetString(0),
                rows.GetInt64(1),
                rows.GetInt64(2) + rows.GetInt64(3),
                oldest <= now ? DateTimeOffset.FromUnixTimeMilliseconds(oldest) : null));
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        read.Dispose();
        changes.Dispose();
        export.Dispose();
        history.Dispose();
        counts.Dispose();
        connection.Dispose();
    }
}
