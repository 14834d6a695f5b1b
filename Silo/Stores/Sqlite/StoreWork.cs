namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// One operation on its way through <see cref="GrainWriter"/>: queued, then run, then answered after the commit.
/// </summary>
internal abstract class StoreWork
{
    private int state;

    /// <summary>False when the caller gave up while it was queued; from here on it runs to its end.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref state, 1, 0) == 0;

    /// <summary>Takes it out of the queue, unless it has started.</summary>
    public bool TryCancel() => Interlocked.CompareExchange(ref state, 2, 0) == 0;

    /// <summary>Runs inside the transaction; again in another one if the first was rolled back.</summary>
    public abstract void Run(GrainWriterSession session);

    /// <summary>Answers the caller: the transaction is durable.</summary>
    public abstract void Complete();

    /// <summary>Answers the caller: it was rolled back.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>One operation with its result.</summary>
internal sealed class StoreWork<T>(Func<GrainWriterSession, T> body) : StoreWork
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    /// <summary>The answer; gives up at once when cancelled while still queued.</summary>
    public async ValueTask<T> AnswerAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (TryCancel()) answer.TrySetCanceled(token);
            },
            null);
        return await answer.Task;
    }

    /// <inheritdoc/>
    public override void Run(GrainWriterSession session) => result = body(session);

    /// <inheritdoc/>
    public override void Complete() => answer.TrySetResult(result!);

    /// <inheritdoc/>
    public override void Fail(Exception exception) => answer.TrySetException(exception);
}
