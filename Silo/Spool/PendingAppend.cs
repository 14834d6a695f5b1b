using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>A session waiting for its message to be durable.</summary>
internal sealed class PendingAppend
{
    private readonly TaskCompletionSource<AppendResult> completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken cancellationToken;

    /// <summary>
    /// A message and the patience of its session. The checksum is taken here, on the session's thread.
    /// </summary>
    public PendingAppend(JournalMessage message, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        Start = JournalFormat.WriteRecordStart(message);
        Content = message.Content;
        foreach (var piece in message.Content) Bytes += piece.Length;
        SizeBytes = (message.Draft as ContentDraft)?.Length ?? Bytes;
    }

    /// <summary>The record up to its content, not yet stamped.</summary>
    public byte[] Start { get; }

    /// <summary>The content.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Content { get; }

    /// <summary>Octets of content in the record.</summary>
    public long Bytes { get; }

    /// <summary>Octets of content, wherever they are.</summary>
    public long SizeBytes { get; }

    /// <summary>
    /// Completes when the writer is done with it, never sooner: until then its buffers are in use. A session that gave
    /// up before its turn is skipped.
    /// </summary>
    public Task<AppendResult> Completion => completion.Task;

    /// <summary>The result.</summary>
    public void Complete(AppendResult result) => completion.TrySetResult(result);

    /// <summary>Ends it as cancelled if its session gave up; nothing of it was written.</summary>
    public bool TryCancel() =>
        cancellationToken.IsCancellationRequested && completion.TrySetCanceled(cancellationToken);
}
