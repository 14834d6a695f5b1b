using System.Net;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// The message a session is being given. Its content waits in memory for the journal, where one flush serves many; from
/// <see cref="InMemoryMax"/> on it goes to a draft on disk as it comes, so that no message, however large, holds more
/// memory than that, and its octets are written once. Our Received field comes first in a draft: what it says is known
/// before the end.
/// </summary>
internal sealed class IncomingMessage(GatewayServices services, SmtpSession session, IPAddress client)
{
    /// <summary>Below it a second flush would cost more than writing the content twice.</summary>
    internal const int InMemoryMax = 256 * 1024;

    private readonly ContentBuffer buffer = new(services.Pool);
    private CorrelationId? id;
    private IContentDraft? draft;
    private bool isForMemory;
    private long drafted;

    /// <summary>Octets of content so far.</summary>
    public long Length => drafted + buffer.Length;

    /// <summary>Adds content; false when there is no memory for it.</summary>
    public bool TryAppend(ReadOnlySpan<byte> content)
    {
        if (!buffer.TryAppend(content)) return false;
        if (draft is not null)
        {
            if (buffer.Length >= ChunkPool.ChunkBytes) MoveToDraft(default);
        }
        else if (buffer.Length >= InMemoryMax && !isForMemory)
        {
            OpenDraft();
        }

        return true;
    }

    /// <summary>The message, complete: identifier, envelope, trace and content; valid until <see cref="Clear"/>.</summary>
    public JournalMessage Complete()
    {
        var at = services.Time.GetUtcNow();
        id ??= services.NewId();
        var envelope = EnvelopeOf.Session(session, client);
        if (draft is null) return new JournalMessage(id.Value, at, envelope, buffer.Pieces(Trace()));
        MoveToDraft(default);
        return new JournalMessage(id.Value, at, envelope, [], draft);
    }

    /// <summary>Makes ready for another message: gives memory back, and drops a draft that did not become one.</summary>
    public void Clear()
    {
        draft?.Dispose();
        draft = null;
        id = null;
        isForMemory = false;
        drafted = 0;
        buffer.Clear();
    }

    private void OpenDraft()
    {
        id = services.NewId();
        draft = services.Journal.OpenDraft(id.Value);
        isForMemory = draft is null;
        if (!isForMemory) MoveToDraft(Trace());
    }

    private void MoveToDraft(ReadOnlyMemory<byte> top)
    {
        draft!.Append(buffer.Pieces(top));
        drafted += buffer.Length;
        buffer.Clear();
    }

    private byte[] Trace() => ReceivedField.Format(session, client, id!.Value.Value, services.Time.GetUtcNow());
}
