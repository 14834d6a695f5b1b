using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// The embedded store: one file, <c>grains.db</c>, in the storage path. Writing goes through <see cref="GrainWriter"/>,
/// reading over a few connections of its own. Other processes on the same host may open the same file; their bells are
/// not heard here, polling finds what they did.
/// </summary>
internal sealed partial class SqliteGrainStore : IGrainStore, IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "grains.db";

    // More turns than there are cores read at once: the kernel stops some of them in the middle.
    private static readonly int ReadersKept = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly SqliteStoreMetrics metrics;
    private readonly ILogger<SqliteGrainStore> logger;
    private readonly ReaderPool<GrainReader> readers;
    private readonly GrainWriter writer;
    private long nextDueTold = long.MaxValue;

    /// <summary>Opens the file in a folder, making both as needed.</summary>
    /// <exception cref="GrainStoreFormatException">It was written by a newer program; it is left as it is.</exception>
    /// <exception cref="GrainStoreUnavailableException">It cannot be opened.</exception>
    public SqliteGrainStore(
        string folder, TimeProvider clock, SqliteStoreMetrics metrics, ILogger<SqliteGrainStore> logger)
    {
        path = Path.Combine(folder, FileName);
        readers = new ReaderPool<GrainReader>(() => new GrainReader(path), ReadersKept);
        this.clock = clock;
        this.metrics = metrics;
        this.logger = logger;
        try
        {
            var format = SqliteFile.ReadFormat(path);
            var known = GrainSchema.Migrations.Count;
            if (format > known)
                throw new GrainStoreFormatException(
                    $"{path} has format {format}, this program knows formats up to {known}: run the newer program.");
            writer = new GrainWriter(path, clock, OnWritten, LogFault);
        }
        catch (Exception exception) when (SqliteErrors.AsUnavailable(exception, path) is { } unavailable)
        {
            throw unavailable;
        }
    }

    /// <inheritdoc/>
    public event Action? Rang;

    /// <inheritdoc/>
    public ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken) =>
        Read(reader => reader.Read(id), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        CommitLimits.Check(commit);
        return metrics.Conflicts.Count(await writer.RunAsync(session => session.Apply(commit), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        // While the answer is being read every commit rings: one of them might not be in it.
        Volatile.Write(ref nextDueTold, long.MaxValue);
        var (work, nextDue) = await writer.RunAsync(session => session.Claim(request), cancellationToken);
        Volatile.Write(ref nextDueTold, nextDue);
        return work;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(GrainLease lease, TimeSpan duration, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session => session.Extend(lease, (long)duration.TotalMilliseconds), cancellationToken, urgently: true);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        long? due = dueAt is { } at ? StoreTime.CeilingMilliseconds(at) : null;
        await writer.RunAsync(session => session.Release(lease, due), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken) =>
        Read(reader => reader.Changes(after, max), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken) =>
        Read(reader => reader.Export(after, max), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken) =>
        Read(reader => reader.History(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken) =>
        Read(reader => reader.Counts(clock.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);

    /// <summary>Writes nothing, durably: fails when the store cannot write.</summary>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken) =>
        await writer.RunAsync(session => session.Touch(), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        readers.Dispose();
        writer.Dispose();
    }

    private ValueTask<T> Read<T>(Func<GrainReader, T> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult(readers.Use(body));
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(SqliteErrors.AsUnavailable(exception, path) ?? exception);
        }
    }

    private void OnWritten(GrainWriter.GroupResult group)
    {
        metrics.Committed(group);
        if (group.EarliestDue > group.Now && group.EarliestDue >= Volatile.Read(ref nextDueTold)) return;
        try
        {
            Rang?.Invoke();
        }
        catch (Exception exception)
        {
            LogBell(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "The grain store failed")]
    private partial void LogFault(Exception exception);

    [LoggerMessage(LogLevel.Error, "A listener to the grain store's bell failed")]
    private partial void LogBell(Exception exception);
}
