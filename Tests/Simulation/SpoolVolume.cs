using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>The volume that all processes share: content with its envelope, and marks.</summary>
internal sealed class SpoolVolume
{
    private readonly SortedDictionary<CorrelationId, SpooledMessage> mails = [];
    private readonly HashSet<CorrelationId> damaged = [];
    private readonly HashSet<CorrelationId> purged = [];

    public FakeSpool Files { get; } = new();

    /// <summary>The messages with content, oldest first.</summary>
    public IReadOnlyList<SpooledMessage> Messages => [.. mails.Values];

    public bool Has(CorrelationId id) => mails.ContainsKey(id);

    /// <summary>A replay must not bring it back.</summary>
    public bool IsPurged(CorrelationId id) => purged.Contains(id);

    public void Write(SpooledMessage message, ReadOnlyMemory<byte> content)
    {
        mails[message.Id] = message;
        damaged.Remove(message.Id);
        Files.Put(message.Id, content);
    }

    public ValueTask<SpooledContent?> OpenAsync(CorrelationId id) => damaged.Contains(id)
        ? throw new InvalidDataException("the content is not what was received")
        : Files.OpenContentAsync(id, default);

    /// <summary>A broken disk loses or changes the content; the envelope stays.</summary>
    public void Break(CorrelationId id, bool changes)
    {
        if (!changes) Files.Lose(id);
        else if (Has(id)) damaged.Add(id);
    }

    public ValueTask DeleteAsync(CorrelationId id, DateTimeOffset now)
    {
        if (id.Time > now - FileSpool.ReplayWindow) purged.Add(id);
        mails.Remove(id);
        damaged.Remove(id);
        return Files.DeleteContentAsync(id, default);
    }
}
