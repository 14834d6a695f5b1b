using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// The list of voicemails in <c>index.db</c>: one row and one full-text entry each, written by
/// <see cref="VoicemailIndexFollower"/> alone. Nothing in it is the only copy. A file that is damaged or of another
/// version is thrown away and filled again from the store.
/// </summary>
internal sealed partial class SqliteVoicemailIndex : IVoicemailIndex, IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "index.db";

    private const int TakeMax = 500;

    // Searches are few, and each keeps a large cache.
    private static readonly int ReadersKept = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly string path;
    private readonly TimeProvider clock;
    private readonly ILogger<SqliteVoicemailIndex> logger;
    private readonly Lock gate = new();
    private ReaderPool<IndexReader> readers;
    private IndexWriter writer;
    private volatile bool isDamaged;

    /// <summary>Opens the file in a folder, anew if it is of no use.</summary>
    public SqliteVoicemailIndex(string folder, TimeProvider clock, ILogger<SqliteVoicemailIndex> logger)
    {
        path = Path.Combine(folder, FileName);
        this.clock = clock;
        this.logger = logger;
        readers = NewReaders();
        try
        {
            writer = new IndexWriter(path);
        }
        catch (Exception exception) when (IsUseless(exception))
        {
            LogStartedAnew(exception.Message);
            DeleteFiles();
            writer = new IndexWriter(path);
        }
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>A read found the file damaged; <see cref="StartAnew"/> is wanted.</summary>
    public bool IsDamaged => isDamaged;

    /// <summary>The store's feed is indexed up to here.</summary>
    public long Position => Guard(() => writer.Position);

    /// <summary>
    /// Says which history the store has. When it is another one than was followed, the feed is to be read again from
    /// position 0; the entries stay meanwhile. True then.
    /// </summary>
    public bool Follow(string history) => Guard(() =>
    {
        var known = writer.History;
        if (known == history) return false;
        if (known is null) writer.NoteHistory(history);
        else writer.ReadAgain(history);
        return known is not null;
    });

    /// <summary>The feed has been read to its end: entries that only an earlier history knew go.</summary>
    public void DropOlder()
    {
        if (Guard(() => writer.DropOlder())) Changed?.Invoke();
    }

    /// <inheritdoc/>
    public ValueTask<VoicemailPage> SearchAsync(VoicemailQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        query = query with { Take = Math.Clamp(query.Take, 1, TakeMax) };
        return new(Read(reader => reader.Search(query, Now())));
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(VoicemailQuery query, int most, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(reader => reader.Count(query, Now(), most + 1L)));
    }

    /// <inheritdoc/>
    public ValueTask<VoicemailViewCounts> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(reader => reader.Count(Now())));
    }

    /// <inheritdoc/>
    public ValueTask<VoicemailChoices> ReadChoicesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(reader => reader.Choices()));
    }

    /// <summary>Puts in what changed up to a position: entries, or null for those that are gone.</summary>
    public void Write(IReadOnlyDictionary<CorrelationId, IndexEntry?> changes, long position)
    {
        Guard(() =>
        {
            writer.Write(changes, position);
            return true;
        });
        if (changes.Count > 0) Changed?.Invoke();
    }

    /// <summary>Throws everything away; the follower begins again at position 0.</summary>
    public void StartAnew(string reason)
    {
        LogStartedAnew(reason);
        lock (gate)
        {
            writer.Dispose();
            readers.Dispose();
            DeleteFiles();
            writer = new IndexWriter(path);
            readers = NewReaders();
            isDamaged = false;
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            readers.Dispose();
            writer.Dispose();
        }
    }

    private static bool IsUseless(Exception exception) =>
        exception is InvalidDataException or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 1 or 11 or 26 };

    private ReaderPool<IndexReader> NewReaders() => new(() => new IndexReader(path), ReadersKept);

    private T Read<T>(Func<IndexReader, T> body)
    {
        ReaderPool<IndexReader> current;
        lock (gate) current = readers;
        return Guard(() => current.Use(body));
    }

    private T Guard<T>(Func<T> body)
    {
        try
        {
            return body();
        }
        catch (Exception exception)
        {
            if (IsUseless(exception)) isDamaged = true;
            throw SqliteErrors.AsUnavailable(exception, path)
                ?? new GrainStoreUnavailableException($"{path} cannot be used", exception);
        }
    }

    private void DeleteFiles()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" }) File.Delete(path + suffix);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Warning, "The voicemail index is made anew: {Reason}")]
    private partial void LogStartedAnew(string reason);
}
