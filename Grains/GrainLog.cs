using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>What grains say. No addresses: the history in the state has them.</summary>
internal static partial class GrainLog
{
    [LoggerMessage(1, LogLevel.Information, "{Id} read: {Kind}, recordings: {Recordings}")]
    public static partial void Read(ILogger logger, CorrelationId id, MessageKind kind, int recordings);

    [LoggerMessage(2, LogLevel.Information, "{Id} is a copy of {Twin}: not relayed")]
    public static partial void Duplicate(ILogger logger, CorrelationId id, CorrelationId twin);

    [LoggerMessage(3, LogLevel.Error, "{Id} has no content in the spool")]
    public static partial void ContentMissing(ILogger logger, CorrelationId id);

    [LoggerMessage(4, LogLevel.Warning,
        "{Id} was left with its final dot on the wire by attempt {AttemptId}; known to be delivered: {Marked}")]
    public static partial void Recovered(ILogger logger, CorrelationId id, string attemptId, int marked);

    [LoggerMessage(5, LogLevel.Information,
        "{Id} relayed: {Delivered} delivered, {Deferred} deferred, {Refused} refused, {Uncertain} uncertain")]
    public static partial void Relayed(
        ILogger logger, CorrelationId id, int delivered, int deferred, int refused, int uncertain);

    [LoggerMessage(6, LogLevel.Warning, "{Id} was not given its final dot: {Reason}")]
    public static partial void DotDenied(ILogger logger, Exception? exception, CorrelationId id, string reason);

    [LoggerMessage(7, LogLevel.Error, "{Id} was delivered but could not be marked so in the spool")]
    public static partial void MarkFailed(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(8, LogLevel.Information, "{Id} is reported to its sender by {ReportId}")]
    public static partial void Reported(ILogger logger, CorrelationId id, CorrelationId reportId);

    [LoggerMessage(9, LogLevel.Error, "{Id}: the report to its sender could not be written")]
    public static partial void ReportFailed(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(10, LogLevel.Information, "{Id} purged")]
    public static partial void Purged(ILogger logger, CorrelationId id);

    [LoggerMessage(11, LogLevel.Error, "The composer could not {Task}")]
    public static partial void ComposerFailed(ILogger logger, Exception exception, string task);

    [LoggerMessage(12, LogLevel.Error, "{Id} could not be enhanced: relayed as it came")]
    public static partial void ComposeFailed(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(13, LogLevel.Information, "{Id} recording {Number}: {Status} {Reason}")]
    public static partial void Transcribed(ILogger logger, CorrelationId id, int number, string status, string reason);

    [LoggerMessage(14, LogLevel.Warning, "{Id} recording {Number}: attempt {Attempts} found no engine, next at {Next}")]
    public static partial void SpeechUnavailable(
        ILogger logger, CorrelationId id, int number, int attempts, DateTimeOffset? next);

    [LoggerMessage(15, LogLevel.Error, "{Id} recording {Number}: decoder or engine broke down")]
    public static partial void SpeechBroke(ILogger logger, Exception exception, CorrelationId id, int number);

    [LoggerMessage(16, LogLevel.Information, "{Id} is to be sent again: {Answer}")]
    public static partial void Resend(ILogger logger, CorrelationId id, DeskResult answer);

    [LoggerMessage(17, LogLevel.Critical, "{Id} has damaged content in the spool; the file is left as it is")]
    public static partial void ContentDamaged(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(18, LogLevel.Error, "{Id} was closed but could not be marked so in the spool")]
    public static partial void CloseMarkFailed(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(19, LogLevel.Critical, "{Id} was the end of its silo again and again: quarantined, now {Stage}")]
    public static partial void StruckOut(ILogger logger, CorrelationId id, VoicemailStage stage);

    [LoggerMessage(20, LogLevel.Critical,
        "{Id} recording {Number} was the end of its silo again and again: not transcribed")]
    public static partial void RecordingStruckOut(ILogger logger, CorrelationId id, int number);

    [LoggerMessage(21, LogLevel.Warning, "{Id} was offered to the smarthost; what came of it waits for the store")]
    public static partial void OutcomesWait(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(22, LogLevel.Information, "{Id}: somebody asked for {Action}: {Answer}")]
    public static partial void Acted(ILogger logger, CorrelationId id, string action, DeskResult answer);

    [LoggerMessage(23, LogLevel.Information, "{Id} recording {Number} is corrected: {Answer}")]
    public static partial void Correction(ILogger logger, CorrelationId id, int number, DeskResult answer);

    [LoggerMessage(25, LogLevel.Information, "{Id}: the transcript came after the mail and is sent after it")]
    public static partial void Late(ILogger logger, CorrelationId id);

    [LoggerMessage(26, LogLevel.Error, "{Id}: the attempt to relay it broke off")]
    public static partial void RelayBroke(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(27, LogLevel.Error, "{Id}: whether it repeats another message cannot be read, it is relayed")]
    public static partial void TwinUnreadable(ILogger logger, Exception exception, CorrelationId id);

    [LoggerMessage(28, LogLevel.Warning,
        "{Id} is too large for the smarthost with its preview: offered without, which follows in a mail of its own")]
    public static partial void TooLarge(ILogger logger, CorrelationId id);

    [LoggerMessage(24, LogLevel.Error, "The hints for the speech engines cannot be read: they are left alone")]
    public static partial void HintsUnreadable(ILogger logger, Exception exception);
}
