using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>Log lines of pages that go on with less after a failure.</summary>
internal static partial class PageLog
{
    [LoggerMessage(11, LogLevel.Error, "The list of voicemails could not be read.")]
    public static partial void ListFailed(ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "The mail of {CorrelationId} could not be shown.")]
    public static partial void PreviewFailed(ILogger logger, CorrelationId correlationId, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "The state of {CorrelationId} could not be read.")]
    public static partial void StateUnreadable(ILogger logger, CorrelationId correlationId, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "What the processes report could not be read.")]
    public static partial void OperationsFailed(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "What belongs to {CorrelationId} could not be looked up.")]
    public static partial void RelatedFailed(ILogger logger, CorrelationId correlationId, Exception exception);
}
