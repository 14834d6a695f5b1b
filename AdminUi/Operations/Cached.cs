namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Reads something at most once in a while, however many ask; a failure is not kept.</summary>
internal sealed class Cached<T>(TimeSpan lifetime, TimeProvider clock, Func<Task<T>> read)
{
    private readonly Lock gate = new();
    private Task<T>? task;
    private long readAt;

    public Task<T> ReadAsync()
    {
        lock (gate)
        {
            if (task is { IsFaulted: false, IsCanceled: false } && clock.GetElapsedTime(readAt) < lifetime) return task;
            readAt = clock.GetTimestamp();
            return task = Task.Run(read); // off the page's thread: it reads files
        }
    }
}
