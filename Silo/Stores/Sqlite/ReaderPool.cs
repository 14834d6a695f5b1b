namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>Lends out reading connections with their prepared statements, and keeps a few.</summary>
/// <param name="open">Opens one.</param>
/// <param name="kept">How many are kept: each has a page cache of its own, and opening one costs a hundred reads.</param>
internal sealed class ReaderPool<T>(Func<T> open, int kept) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock gate = new();
    private readonly Stack<T> idle = [];
    private bool disposed;

    /// <summary>Reads; a connection that failed is closed, the next one is new.</summary>
    public TResult Use<TResult>(Func<T, TResult> body)
    {
        var reader = Take() ?? open();
        try
        {
            var result = body(reader);
            Return(reader);
            return result;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Closes all that are idle; those in use close when they come back.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TryPop(out var reader)) reader.Dispose();
        }
    }

    private T? Take()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return idle.TryPop(out var reader) ? reader : null;
        }
    }

    private void Return(T reader)
    {
        lock (gate)
        {
            if (!disposed && idle.Count < kept)
            {
                idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }
}
