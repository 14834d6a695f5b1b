using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>Where mail is kept on disk, and within which bounds.</summary>
public sealed class SpoolOptions
{
    /// <summary>
    /// The folder that holds <c>journal/</c>, <c>content/</c> and <c>quarantine/</c>. Default <c>./data</c>.
    /// </summary>
    public string StoragePath { get; set; } = "./data";

    /// <summary>
    /// This node's name: its journal is <c>journal/NodeName</c>, which one process holds at a time. Letters, digits,
    /// dots, dashes and underscores. Default <c>local</c>, the name of former releases, which knew no other.
    /// </summary>
    public string NodeName { get; set; } = "local";

    /// <summary>
    /// Free octets below which new mail is refused with 452 (mail past MAIL may use half of them). Default 256 MiB;
    /// Postfix's <c>queue_minfree</c> and Exim's <c>check_spool_space</c> are the precedents.
    /// </summary>
    public long ReserveBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Free inodes below which new mail is refused. Default 1024; Exim's <c>check_spool_inodes</c> is the precedent.
    /// </summary>
    public long ReserveFiles { get; set; } = 1024;

    /// <summary>
    /// Octets after which a journal segment is closed. Default 64 MiB. A larger message gets its own segment.
    /// </summary>
    public long SegmentBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Age after which a segment that holds anything is closed, so that mail leaves the journal. Default 60 s.
    /// </summary>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Octets one group commit takes at most (one larger message goes alone). Default 32 MiB.</summary>
    public long BatchBytes { get; set; } = 32L << 20;

    /// <summary>How often free space is looked at, and a failed disk is tried again. Default 2 s.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often moved content is made durable so that journal segments can go. Default 5 s.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the journals of nodes that have ended are looked for. Default 5 s: a look costs one flock per node.
    /// </summary>
    public TimeSpan AdoptionInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a stop waits for intake to move what is in the journal. Default 5 s; the rest waits on disk.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Age of the oldest message not moved at which the health check says degraded. Default 60 s.</summary>
    public TimeSpan BacklogAgeWarning { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The keys that content is sealed with. Default: none, all is in clear.</summary>
    internal ContentKeys ContentKeys { get; set; } = ContentKeys.None;

    /// <summary>Throws <see cref="ArgumentException"/> naming the property that cannot work.</summary>
    public void Validate()
    {
        Require(StoragePath.Length > 0, nameof(StoragePath), "must not be empty");
        Require(IsFileName(NodeName), nameof(NodeName), "takes letters, digits, dots, dashes and underscores");
        Require(ReserveBytes >= 0, nameof(ReserveBytes), "must not be negative");
        Require(ReserveFiles >= 0, nameof(ReserveFiles), "must not be negative");
        Require(SegmentBytes >= 4096, nameof(SegmentBytes), "must be at least 4096");
        Require(BatchBytes is >= 4096 and <= 1 << 30, nameof(BatchBytes), "must be between 4096 and 1 GiB");
        Require(SegmentAge > TimeSpan.Zero, nameof(SegmentAge), "must be positive");
        Require(ProbeInterval > TimeSpan.Zero, nameof(ProbeInterval), "must be positive");
        Require(CheckpointInterval > TimeSpan.Zero, nameof(CheckpointInterval), "must be positive");
        Require(AdoptionInterval > TimeSpan.Zero, nameof(AdoptionInterval), "must be positive");
        Require(DrainTimeout >= TimeSpan.Zero, nameof(DrainTimeout), "must not be negative");
        Require(BacklogAgeWarning > TimeSpan.Zero, nameof(BacklogAgeWarning), "must be positive");
    }

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void Require(bool condition, string name, string problem)
    {
        if (!condition) throw new ArgumentException($"{nameof(SpoolOptions)}.{name} {problem}.", name);
    }
}
