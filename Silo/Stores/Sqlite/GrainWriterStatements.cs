using Microsoft.Data.Sqlite;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>The statements of <see cref="GrainWriterSession"/>, prepared once per connection.</summary>
internal sealed class GrainWriterStatements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly List<Statement> all = [];

    /// <summary>Prepares them.</summary>
    public GrainWriterStatements(SqliteConnection connection)
    {
        this.connection = connection;
        Begin = Prepare("BEGIN IMMEDIATE");
        Commit = Prepare("COMMIT");
        Rollback = Prepare("ROLLBACK");
        ReadCounters = Prepare("SELECT position, claims FROM counters");
        WriteCounters = Prepare("UPDATE counters SET position = ?1, claims = ?2", 2);
        CountKind = Prepare("""
            INSERT INTO kinds (kind, total) VALUES (?1, ?2)
            ON CONFLICT (kind) DO UPDATE SET total = total + excluded.total
            """, 2);
        Find = Prepare("SELECT id, version FROM grains WHERE kind = ?1 AND key = ?2", 2);
        InsertGrain = Prepare("""
            INSERT INTO grains (kind, key, version, due_at, position) VALUES (?1, ?2, 1, ?3, ?4) RETURNING id
            """, 4);
        InsertState = Prepare("INSERT INTO states (id, state) VALUES (?1, ?2)", 2);
        UpdateGrain = Prepare("UPDATE grains SET version = version + 1, due_at = ?2, position = ?3 WHERE id = ?1", 3);
        UpdateState = Prepare("UPDATE states SET state = ?2 WHERE id = ?1", 2);
        Wake = Prepare(
            "UPDATE grains SET version = version + 1, due_at = min(due_at, ?2), position = ?3 WHERE id = ?1", 3);
        DeleteGrain = Prepare("DELETE FROM grains WHERE id = ?1", 1);
        DeleteState = Prepare("DELETE FROM states WHERE id = ?1", 1);
        AddTombstone = Prepare("INSERT INTO tombstones (kind, key, position, deleted_at) VALUES (?1, ?2, ?3, ?4)", 4);
        RemoveTombstone = Prepare("DELETE FROM tombstones WHERE kind = ?1 AND key = ?2", 2);
        PurgeTombstones = Prepare("""
            DELETE FROM tombstones WHERE (kind, key) IN
                (SELECT kind, key FROM tombstones WHERE deleted_at < ?1 ORDER BY deleted_at LIMIT ?2)
            """, 2);
        FindDue = Prepare("""
            SELECT id, due_at FROM (SELECT id, due_at FROM grains
                WHERE lease_token IS NULL AND kind = ?1 AND due_at <= ?2 ORDER BY due_at LIMIT ?3)
            UNION ALL SELECT id, due_at FROM (SELECT id, due_at FROM grains
                WHERE lease_token IS NOT NULL AND kind = ?1 AND due_at <= ?2 AND lease_until <= ?2
                ORDER BY due_at LIMIT ?3)
            """, 3);
        NextDue = Prepare("""
            SELECT min(at) FROM (
                SELECT (SELECT due_at FROM grains
                    WHERE lease_token IS NULL AND kind = ?1 ORDER BY due_at LIMIT 1) AS at
                UNION ALL SELECT max(due_at, lease_until) FROM grains WHERE lease_token IS NOT NULL AND kind = ?1)
            """, 1);
        // A token that is still there is one whose holder never ended its lease. SET sees the row as it was.
        Claim = Prepare("""
            UPDATE grains SET strikes = strikes + (lease_token IS NOT NULL),
                lease_token = ?2, lease_until = ?3, lease_version = version WHERE id = ?1
            """, 3);
        ReadClaimed = Prepare("""
            SELECT g.kind, g.key, g.version, g.due_at, s.state, g.strikes FROM grains g JOIN states s ON s.id = g.id
            WHERE g.id = ?1
            """, 1);
        Extend = Prepare("UPDATE grains SET lease_until = ?4 WHERE kind = ?1 AND key = ?2 AND lease_token = ?3", 4);
        EndLease = Prepare("""
            UPDATE grains SET lease_token = NULL, lease_until = NULL, lease_version = NULL,
                strikes = CASE WHEN ?4 THEN 0 ELSE strikes END
            WHERE kind = ?1 AND key = ?2 AND lease_token = ?3
            """, 4);
        Pardon = Prepare("UPDATE grains SET strikes = strikes - 1 WHERE kind = ?1 AND key = ?2 AND strikes > 0", 2);
        Postpone = Prepare("""
            UPDATE grains SET due_at = ?4 WHERE kind = ?1 AND key = ?2 AND lease_token = ?3 AND lease_version = version
            """, 4);
    }

    public Statement Begin { get; }

    public Statement Commit { get; }

    public Statement Rollback { get; }

    public Statement ReadCounters { get; }

    public Statement WriteCounters { get; }

    public Statement CountKind { get; }

    public Statement Find { get; }

    public Statement InsertGrain { get; }

    public Statement InsertState { get; }

    public Statement UpdateGrain { get; }

    public Statement UpdateState { get; }

    public Statement Wake { get; }

    public Statement DeleteGrain { get; }

    public Statement DeleteState { get; }

    public Statement AddTombstone { get; }

    public Statement RemoveTombstone { get; }

    public Statement PurgeTombstones { get; }

    public Statement FindDue { get; }

    public Statement NextDue { get; }

    public Statement Claim { get; }

    public Statement ReadClaimed { get; }

    public Statement Extend { get; }

    public Statement EndLease { get; }

    public Statement Pardon { get; }

    public Statement Postpone { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in all) statement.Dispose();
    }

    private Statement Prepare(string text, int parameters = 0)
    {
        var statement = new Statement(connection, text, parameters);
        all.Add(statement);
        return statement;
    }
}
