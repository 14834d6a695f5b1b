using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>A session waiting for its message to be durable.</summary>
internal sealed class PendingAppend : IDisposable
{
    private readonly TaskCompletionSource<AppendResult> completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken cancellationToken;
    private readonly CorrelationId id;
    private readonly ContentSealer? sealer;
    private readonly SealKey? key;
    private readonly byte[] start;
    private readonly uint crc = Crc32C.Seed;

    /// <summary>
    /// A message and the patience of its session. It is sealed, and its checksum taken, here: on the session's thread.
    /// </summary>
    public PendingAppend(JournalMessage message, ContentKeys keys, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        id = message.Id;
        var draft = message.Draft as ContentDraft;
        Content = message.Content;
        if (draft is null && keys.IsSealing)
        {
            sealer = ContentSealer.Seal(id, Content);
            Content = sealer.Chunks;
        }

        key = sealer?.Key ?? draft?.Key;
        SizeBytes = draft?.Facts.SizeBytes ?? message.Content.Sum(piece => (long)piece.Length);
        Bytes = Content.Sum(piece => (long)piece.Length) + (key is null ? 0 : SealKey.WrappedLength);
        var form = key is null ? null : ContentSealing.Form;
        var header = new JournalHeader(id, message.ReceivedAt, message.Envelope, draft?.Facts, form);
        start = JournalFormat.WriteRecordStart(header, Bytes);
        crc = Crc32C.Update(crc, start.AsSpan(JournalFormat.PrefixLength));
        foreach (var piece in Content) crc = Crc32C.Update(crc, piece.Span);
    }

    /// <summary>The content as it goes to disk.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Content { get; }

    /// <summary>Octets of content in the record.</summary>
    public long Bytes { get; }

    /// <summary>Octets of content as received, wherever they are.</summary>
    public long SizeBytes { get; }

    /// <summary>
    /// Completes when the writer is done with it, never sooner: until then its buffers are in use. A session that gave
    /// up before its turn is skipped.
    /// </summary>
    public Task<AppendResult> Completion => completion.Task;

    /// <summary>The message as a record of a segment with this salt and, if it is sealed, this key.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Encode(ulong salt, SealKey? segmentKey)
    {
        if (key is null)
        {
            JournalFormat.Stamp(start, salt, Crc32C.Finish(crc));
            return Content.Prepend(start);
        }

        var wrapped = segmentKey!.Wrap(key, id.Value);
        JournalFormat.Stamp(start, salt, Crc32C.Finish(Crc32C.Update(crc, wrapped)));
        return Content.Prepend(start).Append(wrapped);
    }

    /// <summary>The result.</summary>
    public void Complete(AppendResult result) => completion.TrySetResult(result);

    /// <summary>Ends it as cancelled if its session gave up; nothing of it was written.</summary>
    public bool TryCancel() =>
        cancellationToken.IsCancellationRequested && completion.TrySetCanceled(cancellationToken);

    /// <summary>Gives the memory of what was sealed back; when the writer is done with it.</summary>
    public void Dispose() => sealer?.Dispose();
}
