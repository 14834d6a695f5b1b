using System.Text;
using System.Threading.Channels;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>A journal in memory: keeps copies of what it is given, and can be made to refuse, fail or hold.</summary>
internal sealed class FakeJournal : IJournal
{
    private readonly Channel<StoredMessage> stored = Channel.CreateUnbounded<StoredMessage>();

    private JournalHealth health = new(true, null, false);
    private readonly TaskCompletionSource draftOpened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource? read;

    /// <summary>The gateway asks for it whenever it has read something.</summary>
    public JournalHealth Health
    {
        get
        {
            Interlocked.Exchange(ref read, null)?.TrySetResult();
            return health;
        }

        set => health = value;
    }

    public AppendResult Outcome { get; set; } = AppendResult.Durable;

    public Exception? Failure { get; set; }

    /// <summary>Not null: an append completes when this does.</summary>
    public TaskCompletionSource? Hold { get; set; }

    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the gateway has read something after this call.</summary>
    public Task NextReadAsync()
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref read, next);
        return next.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    public int Count => stored.Reader.Count;

    public async ValueTask<AppendResult> AppendAsync(JournalMessage message, CancellationToken cancellationToken)
    {
        Asked.TrySetResult();
        if (Hold is { } hold) await hold.Task;
        if (Failure is { } failure) throw failure;
        if (Outcome == AppendResult.Durable)
        {
            var content = string.Concat(message.Content.Select(piece => Encoding.Latin1.GetString(piece.Span)));
            if (message.Draft is FakeDraft draft) content += draft.Content;
            stored.Writer.TryWrite(new StoredMessage(message.Id, message.Envelope, content));
        }

        return Outcome;
    }

    /// <summary>Drafts opened and not yet dropped or stored.</summary>
    public List<FakeDraft> Drafts { get; } = [];

    /// <summary>There is no place for drafts.</summary>
    public bool RefusesDrafts { get; set; }

    public int DraftsAsked { get; private set; }

    /// <summary>Octets of the largest piece of work any draft was given.</summary>
    public int LargestAppend { get; set; }

    /// <summary>Completes when a draft is open.</summary>
    public Task DraftAsync() => draftOpened.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public IContentDraft? OpenDraft(CorrelationId id)
    {
        DraftsAsked++;
        if (RefusesDrafts) return null;
        var draft = new FakeDraft(this);
        lock (Drafts) Drafts.Add(draft);
        draftOpened.TrySetResult();
        return draft;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The next message stored.</summary>
    public StoredMessage Take() =>
        stored.Reader.TryRead(out var message) ? message : throw new InvalidOperationException("Nothing was stored.");
}

/// <summary>A draft in memory, which knows in which pieces it came.</summary>
internal sealed class FakeDraft(FakeJournal journal) : IContentDraft
{
    private readonly StringBuilder content = new();

    public string Content => content.ToString();

    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        foreach (var piece in pieces) content.Append(Encoding.Latin1.GetString(piece.Span));
        journal.LargestAppend = Math.Max(journal.LargestAppend, pieces.Sum(piece => piece.Length));
    }

    public void Dispose()
    {
        lock (journal.Drafts) journal.Drafts.Remove(this);
    }
}

internal sealed record StoredMessage(CorrelationId Id, Envelope Envelope, string Content)
{
    /// <summary>The content without the Received field on top.</summary>
    public string WithoutTrace
    {
        get
        {
            var rest = Content;
            Assert.StartsWith("Received: from ", rest, StringComparison.Ordinal);
            do rest = rest[(rest.IndexOf("\r\n", StringComparison.Ordinal) + 2)..];
            while (rest.StartsWith('\t'));
            return rest;
        }
    }
}
