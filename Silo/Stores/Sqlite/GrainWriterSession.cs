using System.Globalization;
using Microsoft.Data.Sqlite;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// The writing connection with its prepared statements: what each operation of the port does inside the transaction
/// that <see cref="GrainWriter"/> opened. Every operation checks first and writes after, so one that conflicts leaves
/// nothing behind and needs no savepoint. Not thread-safe: the writer's thread alone uses it.
/// </summary>
internal sealed class GrainWriterSession : IDisposable
{
    /// <summary>How long a deletion stays in the feed.</summary>
    public static readonly TimeSpan TombstoneAge = TimeSpan.FromDays(7);

    private const int TombstonesPerPurge = 1000;
    private static readonly long TombstonePurgeEvery = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly SqliteConnection connection;
    private readonly GrainWriterStatements sql;
    private readonly Dictionary<string, long> kindChanges = [];
    private long position;
    private long claims;
    private (long Position, long Claims) stored;
    private long? tombstonesPurgedAt;
    private int changesBefore;

    /// <summary>Takes the connection over.</summary>
    public GrainWriterSession(SqliteConnection connection)
    {
        this.connection = connection;
        sql = new GrainWriterStatements(connection);
    }

    /// <summary>The present of the transaction, in milliseconds.</summary>
    public long Now { get; private set; }

    /// <summary>
    /// The earliest due time that was set in the transaction; <see cref="long.MaxValue"/> when none was.
    /// </summary>
    public long EarliestDue { get; private set; }

    /// <summary>Begins a transaction; the counters are read anew because another process may have moved them.</summary>
    public void Begin(long now)
    {
        Now = now;
        EarliestDue = long.MaxValue;
        kindChanges.Clear();
        changesBefore = SQLitePCL.raw.sqlite3_total_changes(connection.Handle);
        sql.Begin.Run();
        using var row = sql.ReadCounters.Query();
        row.Read();
        stored = (position, claims) = (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Makes the transaction durable; true when it changed anything.</summary>
    public bool Commit()
    {
        foreach (var (kind, change) in kindChanges) sql.CountKind.Run(kind, change);
        PurgeTombstones();
        if (stored != (position, claims)) sql.WriteCounters.Run(position, claims);
        sql.Commit.Run();
        return SQLitePCL.raw.sqlite3_total_changes(connection.Handle) != changesBefore;
    }

    /// <summary>Undoes the transaction; SQLite may have done so itself already.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0) sql.Rollback.Run();
    }

    /// <summary>Changes something of no meaning, so that the transaction must reach the disk.</summary>
    public bool Touch() => sql.WriteCounters.Run(position, claims) > 0;

    /// <summary>Copies the WAL into the database and cuts it off.</summary>
    public void Checkpoint() => SqliteFile.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Carries out a commit or names its conflict.</summary>
    public CommitResult Apply(GrainCommit commit)
    {
        var rows = new (long Id, long Version)[commit.Writes.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var write = commit.Writes[i];
            rows[i] = Find(write.Id);
            if (ExpectedVersion(write) is { } expected && expected != rows[i].Version)
                return new CommitResult(write.Id);
        }

        for (var i = 0; i < rows.Length; i++) Apply(commit.Writes[i], rows[i].Id);
        if (commit.Ends is { } lease) EndLease(lease, clearsStrikes: true);
        return new CommitResult(null);
    }

    /// <summary>
    /// Leases what is due; tells when the next one can be claimed, ms since 1970: <see cref="long.MaxValue"/> when
    /// there is none, or one could be now.
    /// </summary>
    public (DueWork Work, long NextDue) Claim(ClaimRequest request)
    {
        List<ClaimedGrain> claimed = [];
        long? next = null;
        foreach (var (kind, max) in request.Kinds)
        {
            foreach (var row in Due(kind, Math.Min(max, request.Max - claimed.Count)))
                claimed.Add(Claim(row, request.Silo, (long)request.Lease.TotalMilliseconds));
            if (sql.NextDue.Number(kind) is { } due) next = Math.Min(next ?? due, due);
        }

        var nextIn = next is { } at ? TimeSpan.FromMilliseconds(at - Now) : (TimeSpan?)null;
        return (new DueWork(claimed, nextIn), next > Now ? next.Value : long.MaxValue);
    }

    /// <summary>Prolongs a lease.</summary>
    public bool Extend(GrainLease lease, long duration) =>
        sql.Extend.Run(lease.Id.Kind, lease.Id.Key, lease.Token, Now + duration) > 0;

    /// <summary>Ends a lease; with a due time that counts if the grain is as it was claimed.</summary>
    public bool Release(GrainLease lease, long? dueAt)
    {
        if (dueAt is { } due) sql.Postpone.Run(lease.Id.Kind, lease.Id.Key, lease.Token, due);
        if (!EndLease(lease, clearsStrikes: false)) return sql.Pardon.Run(lease.Id.Kind, lease.Id.Key) > 0;
        EarliestDue = Math.Min(EarliestDue, dueAt ?? Now);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sql.Dispose();
        connection.Dispose();
    }

    private static long? ExpectedVersion(GrainWrite write) => write switch
    {
        GrainWrite.Put put => put.ExpectedVersion,
        GrainWrite.Delete delete => delete.ExpectedVersion,
        _ => null,
    };

    private (long Id, long Version) Find(GrainId id)
    {
        using var row = sql.Find.Query(id.Kind, id.Key);
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    private void Apply(GrainWrite write, long row)
    {
        switch (write)
        {
            case GrainWrite.Put put:
                Put(put, row);
                break;
            case GrainWrite.Wake wake when row != 0:
                var due = StoreTime.CeilingMilliseconds(wake.DueAt);
                sql.Wake.Run(row, due, ++position);
                EarliestDue = Math.Min(EarliestDue, due);
                break;
            case GrainWrite.Delete when row != 0:
                sql.DeleteGrain.Run(row);
                sql.DeleteState.Run(row);
                sql.AddTombstone.Run(write.Id.Kind, write.Id.Key, ++position, Now);
                Count(write.Id.Kind, -1);
                break;
        }
    }

    private void Put(GrainWrite.Put put, long row)
    {
        var due = StoreTime.CeilingMilliseconds(put.DueAt);
        EarliestDue = Math.Min(EarliestDue, due);
        if (row != 0)
        {
            sql.UpdateGrain.Run(row, due, ++position);
            sql.UpdateState.Run(row, put.State);
            return;
        }

        row = sql.InsertGrain.Number(put.Id.Kind, put.Id.Key, due, ++position)!.Value;
        sql.InsertState.Run(row, put.State);
        sql.RemoveTombstone.Run(put.Id.Kind, put.Id.Key);
        Count(put.Id.Kind, 1);
    }

    /// <summary>The longest due of a kind; the statement finds those that wait and those that ran out apart.</summary>
    private IEnumerable<long> Due(string kind, int max)
    {
        List<(long Id, long DueAt)> due = [];
        using (var rows = sql.FindDue.Query(kind, Now, max))
            while (rows.Read()) due.Add((rows.GetInt64(0), rows.GetInt64(1)));
        return due.OrderBy(row => row.DueAt).Take(max).Select(row => row.Id);
    }

    private ClaimedGrain Claim(long row, string silo, long lease)
    {
        var token = string.Create(CultureInfo.InvariantCulture, $"{silo}-{++claims}");
        var until = Now + lease;
        sql.Claim.Run(row, token, until);
        using var grain = sql.ReadClaimed.Query(row);
        grain.Read();
        var record = GrainReader.ToRecord(grain);
        var claimed = new GrainLease(record.Id, token, DateTimeOffset.FromUnixTimeMilliseconds(until));
        return new ClaimedGrain(record, claimed, grain.GetInt32(5));
    }

    private bool EndLease(GrainLease lease, bool clearsStrikes) =>
        sql.EndLease.Run(lease.Id.Kind, lease.Id.Key, lease.Token, clearsStrikes) > 0;

    private void Count(string kind, long change) => kindChanges[kind] = kindChanges.GetValueOrDefault(kind) + change;

    private void PurgeTombstones()
    {
        if (Now - tombstonesPurgedAt < TombstonePurgeEvery) return;
        var purged = sql.PurgeTombstones.Run(Now - (long)TombstoneAge.TotalMilliseconds, TombstonesPerPurge);
        if (purged < TombstonesPerPurge) tombstonesPurgedAt = Now;
    }
}
