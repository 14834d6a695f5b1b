namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// The tables of <c>index.db</c>. There are no migrations: everything in it can be read out of the store again, so a
/// file of another version is thrown away. <c>seq</c> is made from the correlation ID and sorts like it, newest last;
/// it is the row number of all three tables, so that a search can run from new to old and stop early. <c>entries</c>
/// has what is filtered, sorted and counted and is narrow, because some searches walk all of it; what is shown is in a
/// table of its own.
/// </summary>
internal static class IndexSchema
{
    /// <summary>Counts up with every change of the tables or of what is put into them.</summary>
    public const long Version = 9;

    /// <summary>The tables.</summary>
    public const string Tables =
        """
        CREATE TABLE entries (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            open INTEGER NOT NULL,
            delivered INTEGER NOT NULL,
            deleted INTEGER NOT NULL,       -- then it is none of the others
            size INTEGER NOT NULL,          -- octets of the mail as received
            reading INTEGER NOT NULL,       -- which reading of the feed put it in, see progress
            attention_from INTEGER,         -- milliseconds since 1970; from then on somebody should look
            length INTEGER NOT NULL,        -- milliseconds; see IndexOrder for these three
            recipient TEXT NOT NULL,
            caller TEXT NOT NULL
        );
        CREATE INDEX entries_attention ON entries (attention_from) WHERE attention_from IS NOT NULL;
        CREATE INDEX entries_length ON entries (length, seq);
        CREATE INDEX entries_recipient ON entries (recipient, seq);
        CREATE INDEX entries_caller ON entries (caller, seq);

        CREATE TABLE summaries (
            seq INTEGER PRIMARY KEY,
            about TEXT NOT NULL,            -- recipients and mailbox, see IndexAbout
            summary BLOB NOT NULL);

        -- What occurred once stays: a choice too many does no harm.
        CREATE TABLE engines (name TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE languages (name TEXT PRIMARY KEY) WITHOUT ROWID;

        CREATE VIRTUAL TABLE words USING fts5 (
            caller, numbers, recipients, subject, ids, transcript, facts,
            tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
        CREATE VIRTUAL TABLE terms USING fts5vocab (words, instance);
        -- What is purged must be gone from the word lists too, not only be marked.
        INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

        -- The feed of the store's history of that name is followed up to the position. Each time the history changes
        -- the feed is read again from 0, and counted; entries of earlier readings go when the new one has caught up.
        CREATE TABLE progress (
            position INTEGER NOT NULL, history TEXT, reading INTEGER NOT NULL, has_older INTEGER NOT NULL);
        INSERT INTO progress VALUES (0, NULL, 0, 0);

        CREATE TABLE totals (
            everything INTEGER NOT NULL, open INTEGER NOT NULL, delivered INTEGER NOT NULL, deleted INTEGER NOT NULL,
            size INTEGER NOT NULL);
        INSERT INTO totals VALUES (0, 0, 0, 0, 0);
        CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
            UPDATE totals
            SET everything = everything + 1, open = open + new.open, delivered = delivered + new.delivered,
                deleted = deleted + new.deleted, size = size + new.size;
        END;
        CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
            UPDATE totals
            SET everything = everything - 1, open = open - old.open, delivered = delivered - old.delivered,
                deleted = deleted - old.deleted, size = size - old.size;
            DELETE FROM summaries WHERE seq = old.seq;
        END;
        """;
}
