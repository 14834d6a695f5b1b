using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.Gateway.Intake;

/// <summary>The log lines of intake.</summary>
internal static partial class IntakeLog
{
    [LoggerMessage(1101, LogLevel.Debug, "{Id}: in the spool, its grain is created.")]
    public static partial void Created(ILogger logger, string id);

    [LoggerMessage(1102, LogLevel.Information, "{Id}: replayed from the journal; its grain was there already.")]
    public static partial void Replayed(ILogger logger, string id);

    [LoggerMessage(1103, LogLevel.Error, "Intake waits {Wait}: mail is safe in the journal but does not move.")]
    public static partial void Failed(ILogger logger, Exception error, TimeSpan wait);

    [LoggerMessage(1104, LogLevel.Warning,
        "Stopping with mail in the journal: it is safe and moves at the next start.")]
    public static partial void NotDrained(ILogger logger);
}
