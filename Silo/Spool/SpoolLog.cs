using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The log lines of journal and spool.</summary>
internal static partial class SpoolLog
{
    [LoggerMessage(2001, LogLevel.Information, "Journal of node {Node} is open.")]
    public static partial void JournalOpened(ILogger logger, string node);

    [LoggerMessage(2002, LogLevel.Information, "Journal segment {Path} of a former run holds {Messages} messages.")]
    public static partial void SegmentFound(ILogger logger, string path, long messages);

    [LoggerMessage(2003, LogLevel.Warning, "Left alone in the journal: {Path} is empty or not ours.")]
    public static partial void UnknownFile(ILogger logger, string path);

    [LoggerMessage(2004, LogLevel.Critical,
        "The journal cannot write: no mail is accepted until the disk works again.")]
    public static partial void JournalFailed(ILogger logger, Exception error);

    [LoggerMessage(2005, LogLevel.Error, "The journal has no space left: mail is answered 452.")]
    public static partial void JournalFull(ILogger logger, Exception? error);

    [LoggerMessage(2006, LogLevel.Information, "The journal writes again.")]
    public static partial void JournalRecovered(ILogger logger);

    [LoggerMessage(2007, LogLevel.Warning,
        "Cut {Octets} octets off the end of {Path}: the last message was not written to its end and never had a 250.")]
    public static partial void TornTail(ILogger logger, string path, long octets);

    [LoggerMessage(2008, LogLevel.Critical,
        "Damage in {Path} at {Offset}, {Octets} octets: kept as {Copy}, the rest goes on.")]
    public static partial void Quarantined(ILogger logger, string path, long offset, long octets, string copy);

    [LoggerMessage(2009, LogLevel.Critical, "The header of {Path} is damaged: read on by its first record.")]
    public static partial void SegmentHeaderDamaged(ILogger logger, string path);

    [LoggerMessage(2010, LogLevel.Error,
        "A message could not be moved from the journal into the spool; it is tried again.")]
    public static partial void MoveFailed(ILogger logger, Exception error);

    [LoggerMessage(2011, LogLevel.Critical,
        "Content could not be made durable; the journal keeps it, writes it again and tries again.")]
    public static partial void CheckpointFailed(ILogger logger, Exception error);

    [LoggerMessage(2012, LogLevel.Critical,
        "{Id}: its record in {Path} can no longer be read to write its content again.")]
    public static partial void RecordLost(ILogger logger, CorrelationId id, string path);

    [LoggerMessage(2013, LogLevel.Warning, "{Path} could not be written; a restart would replay its messages.")]
    public static partial void NoteFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(2014, LogLevel.Debug, "Journal segment {Path} is spent: its {Messages} messages are safe.")]
    public static partial void SegmentRemoved(ILogger logger, string path, long messages);

    [LoggerMessage(2015, LogLevel.Warning, "A spent journal segment could not be removed; it is tried again.")]
    public static partial void RemoveFailed(ILogger logger, Exception error);

    [LoggerMessage(2016, LogLevel.Critical, "Journal segment {Path} cannot be read: its mail waits there.")]
    public static partial void SegmentUnreadable(ILogger logger, string path, Exception error);

    [LoggerMessage(2017, LogLevel.Warning, "The spool's leftovers could not be swept.")]
    public static partial void SweepFailed(ILogger logger, Exception error);

    [LoggerMessage(2018, LogLevel.Warning,
        "Took over the journal of node {Node}, which has ended: {Segments} segments with {Messages} messages.")]
    public static partial void Adopted(ILogger logger, string node, int segments, long messages);

    [LoggerMessage(2019, LogLevel.Error,
        "The journal {Path} of a node that has ended could not be taken over whole; it is tried again.")]
    public static partial void AdoptionFailed(ILogger logger, string path, Exception error);

    [LoggerMessage(2020, LogLevel.Critical, "{Id}: its record in {Path} has lost its draft, and so its content.")]
    public static partial void DraftLost(ILogger logger, CorrelationId id, string path);
}
