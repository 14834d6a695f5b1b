using System.Text.Json;
using Microsoft.Data.Sqlite;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// The writing connection of the index. Each batch is one transaction together with the position it leads to.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly List<Statement> statements = [];
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement readProgress;
    private readonly Statement writeProgress;
    private readonly Statement readHistory;
    private readonly Statement writeHistory;
    private readonly Statement readAgain;
    private readonly Statement hasOlder;
    private readonly Statement[] dropOlder;
    private readonly Statement find;
    private readonly Statement findSeq;
    private readonly Statement removeEntry;
    private readonly Statement removeWords;
    private readonly Statement addEntry;
    private readonly Statement addSummary;
    private readonly Statement addWords;
    private readonly Statement addEngine;
    private readonly Statement addLanguage;

    /// <summary>Opens the file, making it when it is missing.</summary>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    public IndexWriter(string path)
    {
        connection = SqliteFile.OpenWriter(path, "NORMAL");
        try
        {
            Prepare(path);
            begin = Add("BEGIN IMMEDIATE");
            commit = Add("COMMIT");
            rollback = Add("ROLLBACK");
            readProgress = Add("SELECT position FROM progress");
            readHistory = Add("SELECT history FROM progress");
            writeHistory = Add("UPDATE progress SET history = ?1", 1);
            readAgain = Add(
                "UPDATE progress SET history = ?1, position = 0, reading = reading + 1, has_older = 1", 1);
            hasOlder = Add("SELECT has_older FROM progress");
            dropOlder =
            [
                Add("""
                    DELETE FROM words WHERE rowid IN
                        (SELECT seq FROM entries WHERE reading < (SELECT reading FROM progress))
                    """),
                Add("DELETE FROM entries WHERE reading < (SELECT reading FROM progress)"),
                Add("UPDATE progress SET has_older = 0"),
            ];
            writeProgress = Add("UPDATE progress SET position = ?1", 1);
            find = Add("SELECT seq FROM entries WHERE id = ?1", 1);
            findSeq = Add("SELECT seq FROM entries WHERE seq = ?1", 1);
            removeEntry = Add("DELETE FROM entries WHERE seq = ?1", 1);
            removeWords = Add("DELETE FROM words WHERE rowid = ?1", 1);
            addEntry = Add("""
                INSERT INTO entries
                    (seq, id, open, delivered, deleted, attention_from, length, recipient, caller, size, reading)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT reading FROM progress))
                """, 10);
            addSummary = Add("INSERT INTO summaries (seq, about, summary) VALUES (?1, ?2, ?3)", 3);
            addWords = Add("""
                INSERT INTO words (rowid, caller, numbers, recipients, subject, ids, transcript, facts)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """, 8);
            addEngine = Add("INSERT OR IGNORE INTO engines VALUES (?1)", 1);
            addLanguage = Add("INSERT OR IGNORE INTO languages VALUES (?1)", 1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The feed is indexed up to here.</summary>
    public long Position => readProgress.Number() ?? 0;

    /// <summary>The name of the history that the position belongs to; null when none is known yet.</summary>
    public string? History
    {
        get
        {
            using var row = readHistory.Query();
            return row.Read() && !row.IsDBNull(0) ? row.GetString(0) : null;
        }
    }

    /// <summary>Notes the name of the history that has been followed so far.</summary>
    public void NoteHistory(string name) => writeHistory.Run(name);

    /// <summary>Begins at position 0 of another history; the entries stay until <see cref="DropOlder"/>.</summary>
    public void ReadAgain(string history) => readAgain.Run(history);

    /// <summary>
    /// Everything that exists was put in since <see cref="ReadAgain"/>: what was not is gone. True when there was any.
    /// </summary>
    public bool DropOlder()
    {
        if (hasOlder.Number() is not 1) return false;
        Transact(() =>
        {
            foreach (var statement in dropOlder) statement.Run();
        });
        return true;
    }

    /// <summary>Puts in what changed: an entry, or null for one that is gone.</summary>
    public void Write(IReadOnlyDictionary<CorrelationId, IndexEntry?> changes, long position) => Transact(() =>
    {
        foreach (var (id, entry) in changes) Write(id, entry);
        writeProgress.Run(position);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements) statement.Dispose();
        connection.Dispose();
    }

    private void Transact(Action body)
    {
        begin.Run();
        try
        {
            body();
            commit.Run();
        }
        catch
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) rollback.Run();
            throw;
        }
    }

    private void Write(CorrelationId id, IndexEntry? entry)
    {
        var seq = find.Number(id.Value);
        if (seq is { } old)
        {
            removeEntry.Run(old);
            removeWords.Run(old);
        }

        if (entry is null) return;
        var row = seq ?? FreeSeq(id);
        var summary = entry.Summary;
        addEntry.Run(
            row,
            id.Value,
            summary.Stage == VoicemailStage.Closed || summary.IsDeleted ? 0L : 1L,
            summary.ClosedAs == CloseReason.Delivered && !summary.IsDeleted ? 1L : 0L,
            summary.IsDeleted ? 1L : 0L,
            entry.AttentionFrom?.ToUnixTimeMilliseconds(),
            IndexOrder.Length(summary),
            IndexOrder.Recipient(summary),
            IndexOrder.Caller(summary),
            entry.SizeBytes);
        addSummary.Run(
            row,
            IndexAbout.Of(summary),
            JsonSerializer.SerializeToUtf8Bytes(summary, IndexJsonContext.Default.VoicemailSummary));
        addWords.Run(
            row,
            IndexText.Unmarked(summary.Caller),
            entry.Numbers,
            IndexText.Unmarked(string.Join(' ', summary.Recipients)),
            IndexText.Unmarked(summary.Subject),
            IndexText.Unmarked(entry.Ids),
            IndexText.Unmarked(entry.Transcript),
            IndexFacts.Of(entry));
        foreach (var engine in entry.Engines) addEngine.Run(engine);
        foreach (var language in entry.Languages) addLanguage.Run(language);
    }

    /// <summary>
    /// Two identifiers of one millisecond that agree in 21 random bits as well: the second takes the next number.
    /// </summary>
    private long FreeSeq(CorrelationId id)
    {
        var seq = IndexSeq.Of(id);
        while (findSeq.Number(seq) is not null) seq++;
        return seq;
    }

    private void Prepare(string path)
    {
        var version = SqliteFile.Number(connection, "PRAGMA user_version");
        if (version == IndexSchema.Version) return;
        if (version != 0) throw new InvalidDataException($"{path} has version {version}.");
        SqliteFile.Execute(connection, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"BEGIN IMMEDIATE; {IndexSchema.Tables} PRAGMA user_version = {IndexSchema.Version}; COMMIT;"));
    }

    private Statement Add(string sql, int parameters = 0)
    {
        var statement = new Statement(connection, sql, parameters);
        statements.Add(statement);
        return statement;
    }
}
