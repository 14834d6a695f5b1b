namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// The tables of <c>grains.db</c>, as migrations that are only ever added to. State documents have a table of their
/// own, so that a claim or an extended lease rewrites a row of a hundred bytes and not the document. What is claimable
/// is found through two partial indexes, one over the grains that wait and one over the few that are leased: a claim
/// costs the same however many grains there are. Times are milliseconds since 1970.
/// </summary>
internal static class GrainSchema
{
    /// <summary>The migrations; the file's user_version says how many it has seen.</summary>
    public static readonly IReadOnlyList<string> Migrations =
    [
        """
        CREATE TABLE grains (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            position INTEGER NOT NULL,      -- of its newest change in the feed
            lease_token TEXT,
            lease_until INTEGER,
            lease_version INTEGER           -- the version that was claimed
        );
        CREATE UNIQUE INDEX grains_by_name ON grains (kind, key);
        CREATE UNIQUE INDEX grains_by_position ON grains (position);
        CREATE INDEX grains_waiting ON grains (kind, due_at) WHERE lease_token IS NULL;
        CREATE INDEX grains_leased ON grains (kind, due_at, lease_until) WHERE lease_token IS NOT NULL;

        CREATE TABLE states (id INTEGER PRIMARY KEY, state BLOB NOT NULL);

        CREATE TABLE tombstones (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            position INTEGER NOT NULL,
            deleted_at INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX tombstones_by_position ON tombstones (position);
        CREATE INDEX tombstones_by_age ON tombstones (deleted_at);

        CREATE TABLE kinds (kind TEXT PRIMARY KEY, total INTEGER NOT NULL) WITHOUT ROWID;

        -- The last change position and the last claim number given out: never given out again, not even after a purge.
        CREATE TABLE counters (position INTEGER NOT NULL, claims INTEGER NOT NULL);
        INSERT INTO counters VALUES (0, 0);
        """,
        """
        -- Made with the file and kept in it: whoever knows another name followed another file.
        CREATE TABLE history (name TEXT NOT NULL);
        INSERT INTO history VALUES (lower(hex(randomblob(16))));
        """,
        """
        -- Claims that ended by their lease running out, since a commit last ended one.
        ALTER TABLE grains ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;
        """,
    ];
}
