using System.Diagnostics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// Theory of operation. All writing is done by one thread on one connection. Callers queue their operations; the thread
/// takes everything that is waiting, runs it in one transaction and answers all callers after its COMMIT: one flush of
/// the disk serves them all, and while it lasts the next group gathers. SQLite's locks are waited for on this thread
/// only. When a transaction fails because of the disk, every operation in it fails with
/// <see cref="GrainStoreUnavailableException"/> and nothing of it is kept; the connection is opened anew unless it is
/// known to be sound, and the next group tries again. Any other failure is one operation's own: the group is rolled
/// back and each operation is run by itself, so that the others do not suffer. A crash before the COMMIT has reached
/// the disk leaves nothing of the group, one after it leaves all. After some idle seconds the WAL is copied back and
/// cut off.
/// </summary>
internal sealed class GrainWriter : IDisposable
{
    /// <summary>
    /// Operations in one transaction at most: bounds what a failure takes with it, and the answer's delay.
    /// </summary>
    public const int GroupSizeMax = 256;

    private static readonly TimeSpan IdleBeforeCheckpoint = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly Action<GroupResult> onWritten;
    private readonly Action<Exception> onFault;
    private readonly Thread thread;
    private readonly object gate = new();
    private readonly Queue<StoreWork> urgent = [];
    private readonly Queue<StoreWork> queue = [];
    private GrainWriterSession? session;
    private long changedAt;
    private bool dirty;
    private bool stopping;

    /// <summary>Opens the database and starts the thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">The store's clock.</param>
    /// <param name="onWritten">Called on the writer's thread after each group, before the callers are answered.</param>
    /// <param name="onFault">Told of faults that are not an operation's own.</param>
    public GrainWriter(string path, TimeProvider clock, Action<GroupResult> onWritten, Action<Exception> onFault)
    {
        this.path = path;
        this.clock = clock;
        this.onWritten = onWritten;
        this.onFault = onFault;
        session = OpenSession();
        thread = new Thread(Loop) { IsBackground = true, Name = "grain store writer" };
        thread.Start();
    }

    /// <summary>
    /// Runs an operation inside the next transaction; completes when that is durable. An urgent one goes before what
    /// was queued earlier: a lease that is being prolonged must not be lost to a claim ahead of it.
    /// </summary>
    public ValueTask<T> RunAsync<T>(
        Func<GrainWriterSession, T> body, CancellationToken cancellationToken, bool urgently = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new StoreWork<T>(body);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            (urgently ? urgent : queue).Enqueue(work);
            Monitor.Pulse(gate);
        }

        return work.AnswerAsync(cancellationToken);
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    private void Loop()
    {
        List<StoreWork> group = new(GroupSizeMax);
        while (Gather(group))
        {
            if (group.Count > 0) RunGroup(group);
            group.Clear();
            if (dirty && Stopwatch.GetElapsedTime(changedAt) >= IdleBeforeCheckpoint) Checkpoint();
        }

        if (dirty) Checkpoint();
        session?.Dispose();
    }

    /// <summary>Waits for work, or in vain for a while if a checkpoint is wanted; false means the end.</summary>
    private bool Gather(List<StoreWork> group)
    {
        lock (gate)
        {
            if (urgent.Count + queue.Count == 0 && !stopping)
                Monitor.Wait(gate, dirty ? IdleBeforeCheckpoint : Timeout.InfiniteTimeSpan);
            while (group.Count < GroupSizeMax && (urgent.TryDequeue(out var work) || queue.TryDequeue(out work)))
                if (work.TryStart()) group.Add(work);
            return group.Count > 0 || !stopping || urgent.Count + queue.Count > 0;
        }
    }

    private void RunGroup(List<StoreWork> group)
    {
        var failure = TryRun(group);
        if (failure is null) return;
        if (group.Count > 1 && failure is not GrainStoreUnavailableException)
        {
            foreach (var work in group) RunGroup([work]);
            return;
        }

        foreach (var work in group) work.Fail(failure);
    }

    private Exception? TryRun(List<StoreWork> group)
    {
        try
        {
            var started = Stopwatch.GetTimestamp();
            session ??= OpenSession();
            session.Begin(clock.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var work in group) work.Run(session);
            if (session.Commit())
            {
                dirty = true;
                changedAt = Stopwatch.GetTimestamp();
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            onWritten(new GroupResult(group.Count, elapsed, session.Now, session.EarliestDue));
        }
        catch (Exception exception)
        {
            return Abandon(exception);
        }

        foreach (var work in group) work.Complete();
        return null;
    }

    private Exception Abandon(Exception exception)
    {
        var unavailable = SqliteErrors.AsUnavailable(exception, path);
        try
        {
            session?.Rollback();
            if (unavailable is not null && SqliteErrors.IsFatalToConnection(exception)) DropSession();
        }
        catch (Exception second)
        {
            onFault(second);
            DropSession();
        }

        if (unavailable is not null) onFault(unavailable);
        return unavailable ?? exception;
    }

    private void DropSession()
    {
        session?.Dispose();
        session = null;
    }

    private void Checkpoint()
    {
        dirty = false;
        try
        {
            session?.Checkpoint();
        }
        catch (Exception exception)
        {
            Abandon(exception);
        }
    }

    private GrainWriterSession OpenSession()
    {
        var connection = SqliteFile.OpenWriter(path, "FULL");
        try
        {
            SqliteFile.Migrate(connection, GrainSchema.Migrations);
            return new GrainWriterSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What a group came to.</summary>
    /// <param name="Operations">How many.</param>
    /// <param name="Elapsed">From BEGIN to the end of COMMIT.</param>
    /// <param name="Now">The present of the transaction, in milliseconds.</param>
    /// <param name="EarliestDue">The earliest due time that was set.</param>
    internal readonly record struct GroupResult(int Operations, TimeSpan Elapsed, long Now, long EarliestDue);
}
