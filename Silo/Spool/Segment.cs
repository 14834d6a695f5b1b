using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>One segment file, between the writer that appends to it and the reader that follows.</summary>
internal sealed class Segment(long number, string path, long durableLength, bool isSealed)
{
    private long durableLength = durableLength;
    private volatile bool isSealed = isSealed;

    /// <summary>Its number; segments are read in this order.</summary>
    public long Number => number;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The file of those of its messages that are safe elsewhere.</summary>
    public string DonePath => System.IO.Path.ChangeExtension(path, ".done");

    /// <summary>The file of its key, if it is sealed.</summary>
    public string KeyPath => KeyPathOf(path);

    /// <summary>Octets that are known to be on disk: the reader goes no further.</summary>
    public long DurableLength => Volatile.Read(ref durableLength);

    /// <summary>Nothing will be appended any more. To be read before <see cref="DurableLength"/>.</summary>
    public bool IsSealed => isSealed;

    /// <summary>Messages the reader has met.</summary>
    public long Met { get; set; }

    /// <summary>Messages that are safe elsewhere (or quarantined, or purged).</summary>
    public long Safe { get; set; }

    /// <summary>The reader is past its end.</summary>
    public bool IsRead { get; set; }

    /// <summary>Messages an earlier process noted as safe.</summary>
    public HashSet<CorrelationId> SafeBefore { get; } = [];

    /// <summary>The file of the key of a segment, if it is sealed.</summary>
    public static string KeyPathOf(string path) => System.IO.Path.ChangeExtension(path, ".key");

    /// <summary>Lets the reader go on to <paramref name="length"/>.</summary>
    public void Publish(long length) => Volatile.Write(ref durableLength, length);

    /// <summary>Says that nothing follows.</summary>
    public void Seal() => isSealed = true;
}
