namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// Where the recipients of one message are: waiting for a transaction, in the present one, accepted, settled.
/// </summary>
internal sealed class MessageProgress
{
    private readonly Queue<int> waiting;
    private readonly RecipientResult?[] results;
    private readonly List<int> batch = [];
    private readonly List<int> accepted = [];

    /// <summary>Recipients that cannot be served over such a server are settled from the start.</summary>
    public MessageProgress(ClientMessage message, ServerExtensions offered, ClientSettings settings)
    {
        Message = message;
        results = [.. message.Recipients.Select(recipient =>
            MessageCheck.Refuse(message, recipient, offered, settings) is { } reply
                ? new RecipientResult(ResultKind.Refused, reply)
                : null)];
        waiting = new Queue<int>(Enumerable.Range(0, results.Length).Where(position => results[position] is null));
    }

    public ClientMessage Message { get; }

    /// <summary>By position; each is set once.</summary>
    public IReadOnlyList<RecipientResult?> Results => results;

    /// <summary>Those of the present transaction.</summary>
    public IReadOnlyList<int> Batch => batch;

    /// <summary>Those whose RCPT was accepted in it.</summary>
    public IReadOnlyList<int> Accepted => accepted;

    /// <summary>Starts a transaction with as many as may be; false when nobody waits any more.</summary>
    public bool NextBatch(int recipientsMax)
    {
        accepted.Clear();
        batch.Clear();
        while (batch.Count < recipientsMax && waiting.TryDequeue(out var position)) batch.Add(position);
        return batch.Count > 0;
    }

    public void Accept(int position) => accepted.Add(position);

    /// <summary>To a further transaction.</summary>
    public void PutOff(int position) => waiting.Enqueue(position);

    public void Settle(IEnumerable<int> positions, SmtpReply reply)
    {
        var kind = reply.IsPositive ? ResultKind.Delivered
            : reply.IsPermanent ? ResultKind.Refused
            : ResultKind.Deferred;
        foreach (var position in positions) results[position] ??= new RecipientResult(kind, reply);
    }

    /// <summary>The connection is over: everybody else is deferred, or uncertain if the dot was out.</summary>
    public void Abandon(SmtpReply reply, bool isDotOut)
    {
        if (isDotOut)
            foreach (var position in accepted) results[position] ??= new RecipientResult(ResultKind.Uncertain, reply);
        for (var position = 0; position < results.Length; position++)
            results[position] ??= new RecipientResult(ResultKind.Deferred, reply);
    }
}
