using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A spool in memory.</summary>
public sealed class FakeSpool : ISpool
{
    /// <summary>Runs before content is deleted.</summary>
    public Action? Deleting { get; set; }

    private readonly SortedDictionary<CorrelationId, ReadOnlyMemory<byte>> contents = [];
    private readonly SortedSet<CorrelationId> envelopes = [];
    private readonly SortedDictionary<CorrelationId, SpoolMarks> marks = [];

    /// <summary>Messages whose content or marks are kept.</summary>
    public IReadOnlyList<CorrelationId> Kept => [.. contents.Keys.Union(marks.Keys)];

    /// <summary>When set, marking throws it.</summary>
    public Exception? MarkFails { get; set; }

    /// <summary>Puts a message there as intake would.</summary>
    public void Put(CorrelationId id, string content) => Put(id, Encoding.UTF8.GetBytes(content));

    /// <summary>Puts a message there as intake would.</summary>
    public void Put(CorrelationId id, ReadOnlyMemory<byte> content)
    {
        contents[id] = content;
        envelopes.Add(id);
    }

    /// <summary>Loses a message's content as a broken disk would.</summary>
    public void Lose(CorrelationId id) => contents.Remove(id);

    /// <summary>When set, reading content throws it.</summary>
    public Exception? ReadFails { get; set; }

    /// <inheritdoc/>
    public ValueTask<SpooledContent?> OpenContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        ReadFails is { } failure ? throw failure : new(contents.TryGetValue(id, out var content) ? new SpooledContent(content) : null);

    /// <inheritdoc/>
    public ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Put(id, content);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MarkDeliveredAsync(CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken)
    {
        if (MarkFails is { } failure) throw failure;
        var known = MarksOf(id);
        Mark(id, known with { Delivered = [.. known.Delivered, mark] });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken)
    {
        if (MarkFails is { } failure) throw failure;
        Mark(id, MarksOf(id) with { Closed = mark });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken) => new(MarksOf(id));

    /// <inheritdoc/>
    public ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        Deleting?.Invoke();
        contents.Remove(id);
        envelopes.Remove(id);
        marks.Remove(id);
        return ValueTask.CompletedTask;
    }

    /// <summary>None for a message that was purged.</summary>
    private void Mark(CorrelationId id, SpoolMarks known)
    {
        if (envelopes.Contains(id)) marks[id] = known;
    }

    private SpoolMarks MarksOf(CorrelationId id) => marks.GetValueOrDefault(id, SpoolMarks.None);
}
