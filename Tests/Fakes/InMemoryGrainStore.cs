using System.Globalization;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// The whole contract of <see cref="IGrainStore"/> in a dictionary: every call completes at once, and the same calls at
/// the same times give the same answers, tokens included. It passes the conformance suite of the real stores.
/// </summary>
public sealed class InMemoryGrainStore(TimeProvider clock) : IGrainStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<GrainId, Row> rows = [];
    private readonly Dictionary<GrainId, long> tombstones = [];
    private long position;
    private long claims;

    /// <inheritdoc/>
    public event Action? Rang;

    /// <summary>What <see cref="ReadHistoryAsync"/> answers: a test that sets it says that the store fell back.</summary>
    public string History { get; set; } = "first";

    /// <summary>Every grain there is, in the order of kind and key: for a test's last look.</summary>
    public IReadOnlyList<GrainRecord> Everything
    {
        get
        {
            lock (gate) return [.. Ordered(rows.Values).Select(row => row.ToRecord())];
        }
    }

    /// <summary>What the store holds now, for <see cref="Restore"/>.</summary>
    public object Snapshot()
    {
        lock (gate) return new Contents(position, [.. rows.Values.Select(row => row.Copy())], [.. tombstones]);
    }

    /// <summary>
    /// Falls back to a snapshot, as a lossy failover does: versions, positions and leases are those of then. Tokens
    /// of new claims stay new.
    /// </summary>
    public void Restore(object snapshot)
    {
        var held = (Contents)snapshot;
        lock (gate)
        {
            position = held.Position;
            rows.Clear();
            tombstones.Clear();
            foreach (var row in held.Rows) rows[row.Id] = row.Copy();
            foreach (var (id, at) in held.Tombstones) tombstones[id] = at;
        }
    }

    /// <inheritdoc/>
    public ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate) return new(rows.GetValueOrDefault(id)?.ToRecord());
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (commit.Writes.DistinctBy(write => write.Id).Count() != commit.Writes.Count)
            throw new ArgumentException("A grain appears twice in a commit.", nameof(commit));
        bool ring;
        lock (gate)
        {
            foreach (var write in commit.Writes)
                if (IsConflict(write)) return new(new CommitResult(write.Id));
            var now = clock.GetUtcNow();
            var earliest = NextDue() ?? DateTimeOffset.MaxValue;
            ring = commit.Writes.Select(Apply).Aggregate(false, (any, due) => any || due <= now || due < earliest);
            if (commit.Ends is { } lease && Held(lease) is { } held) (held.Lease, held.Strikes) = (null, 0);
        }

        if (ring) Rang?.Invoke();
        return new(new CommitResult(null));
    }

    /// <inheritdoc/>
    public ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var now = clock.GetUtcNow();
            List<ClaimedGrain> claimed = [];
            foreach (var (kind, max) in request.Kinds)
            {
                var ready = rows.Values.Where(row => row.ReadyAt <= now && row.Id.Kind == kind);
                var room = Math.Min(max, request.Max - claimed.Count);
                foreach (var row in Ordered(ready).OrderBy(row => row.DueAt).Take(room))
                {
                    var token = string.Create(CultureInfo.InvariantCulture, $"{request.Silo}-{++claims}");
                    if (row.Lease is not null) row.Strikes++;
                    row.Lease = new GrainLease(row.Id, token, now + request.Lease);
                    row.LeasedVersion = row.Version;
                    claimed.Add(new ClaimedGrain(row.ToRecord(), row.Lease, row.Strikes));
                }
            }

            var others = rows.Values.Where(row => request.Kinds.Any(share => share.Kind == row.Id.Kind));
            return new(new DueWork(claimed, others.Min(row => (DateTimeOffset?)row.ReadyAt) - now));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (Held(lease) is not { } row) return new(false);
            row.Lease = lease with { Until = clock.GetUtcNow() + duration };
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (Held(lease) is not { } row)
            {
                if (rows.TryGetValue(lease.Id, out var lost) && lost.Strikes > 0) lost.Strikes--;
                return ValueTask.CompletedTask;
            }

            row.Lease = null;
            if (dueAt is { } due && row.Version == row.LeasedVersion) row.DueAt = StoreTime.Ceiling(due);
        }

        Rang?.Invoke();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate) return new([.. Changes(after).Take(max)]);
    }

    /// <inheritdoc/>
    public ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var news = Changes(after).ToList();
            var read = news.Take(max).ToList();
            return new(new GrainExport(
                read.Count == 0 ? after : read[^1].Position,
                [.. read.Where(change => !change.Deleted).Select(change => rows[change.Id].ToRecord())],
                [.. read.Where(change => change.Deleted).Select(change => change.Id)],
                read.Count == news.Count));
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken) => new(History);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var kinds = rows.Values.GroupBy(row => row.Id.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal);
            return new([.. kinds.Select(kind =>
            {
                var due = kind.Where(row => row.DueAt <= now).ToList();
                return new GrainCount(
                    kind.Key, kind.Count(), due.Count, due.Count == 0 ? null : due.Min(row => row.DueAt));
            })]);
        }
    }

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static IEnumerable<Row> Ordered(IEnumerable<Row> source) =>
        source.OrderBy(row => row.Id.Kind, StringComparer.Ordinal).ThenBy(row => row.Id.Key, StringComparer.Ordinal);

    private IOrderedEnumerable<GrainChange> Changes(long after)
    {
        var live = rows.Values.Select(row => new GrainChange(row.Position, row.Id, false));
        var gone = tombstones.Select(pair => new GrainChange(pair.Value, pair.Key, true));
        return live.Concat(gone).Where(change => change.Position > after).OrderBy(change => change.Position);
    }

    private DateTimeOffset? NextDue() => rows.Count == 0 ? null : rows.Values.Min(row => row.ReadyAt);

    private Row? Held(GrainLease lease) =>
        rows.TryGetValue(lease.Id, out var row) && row.Lease?.Token == lease.Token ? row : null;

    private bool IsConflict(GrainWrite write) => write switch
    {
        GrainWrite.Put put => (rows.GetValueOrDefault(put.Id)?.Version ?? 0) != put.ExpectedVersion,
        GrainWrite.Delete delete => (rows.GetValueOrDefault(delete.Id)?.Version ?? 0) != delete.ExpectedVersion,
        _ => false,
    };

    /// <summary>Returns the due time when the write set one.</summary>
    private DateTimeOffset? Apply(GrainWrite write)
    {
        if (!rows.TryGetValue(write.Id, out var row))
        {
            if (write is not GrainWrite.Put) return null;
            rows[write.Id] = row = new Row(write.Id);
            tombstones.Remove(write.Id);
        }

        row.Version++;
        row.Position = ++position;
        switch (write)
        {
            case GrainWrite.Put put:
                row.State = put.State.ToArray();
                row.DueAt = StoreTime.Ceiling(put.DueAt);
                return row.DueAt;
            case GrainWrite.Wake wake:
                row.DueAt = Min(row.DueAt, StoreTime.Ceiling(wake.DueAt));
                return row.DueAt;
            default:
                rows.Remove(write.Id);
                tombstones[write.Id] = position;
                return null;
        }
    }

    private sealed record Contents(
        long Position, IReadOnlyList<Row> Rows, IReadOnlyList<KeyValuePair<GrainId, long>> Tombstones);

    private sealed class Row(GrainId id)
    {
        public GrainId Id { get; } = id;

        public long Version { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public byte[] State { get; set; } = [];

        public GrainLease? Lease { get; set; }

        public long LeasedVersion { get; set; }

        public int Strikes { get; set; }

        public long Position { get; set; }

        public DateTimeOffset ReadyAt => Lease is { } lease && lease.Until > DueAt ? lease.Until : DueAt;

        public Row Copy() => (Row)MemberwiseClone();

        public GrainRecord ToRecord() => new(Id, Version, DueAt, State);
    }
}
