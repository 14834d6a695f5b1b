using System.Collections.Concurrent;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>One mail of the PBX, and what it was told about it.</summary>
internal sealed class PbxMail(string messageId, string reversePath, IReadOnlyList<string> recipients, byte[] content)
{
    private int tries;

    /// <summary>With its angle brackets.</summary>
    public string MessageId => messageId;

    public string ReversePath => reversePath;

    public IReadOnlyList<string> Recipients => recipients;

    public byte[] Content => content;

    /// <summary>How often it was submitted.</summary>
    public int Tries => tries;

    /// <summary>When its 250 came, on the clock of <see cref="System.Diagnostics.Stopwatch"/>; 0 before.</summary>
    public long AcceptedAt { get; set; }

    /// <summary>The correlation ID of the 250; null before.</summary>
    public string? Id { get; set; }

    /// <summary>What went wrong with the other tries.</summary>
    public ConcurrentQueue<string> Troubles { get; } = [];

    public void Try() => Interlocked.Increment(ref tries);
}
