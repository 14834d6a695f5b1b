namespace VoicemailOrleans.Silo.Operations;

/// <summary>What the reporting says.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(
        2101, LogLevel.Warning,
        "The last process of this name, {Name}, ended without stopping in good order; last seen {LastSeen:O}.")]
    public static partial void FormerDied(ILogger logger, string name, DateTimeOffset lastSeen);

    [LoggerMessage(
        2102, LogLevel.Warning, "The report for the operations page cannot be written; mail is not affected.")]
    public static partial void WriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(2103, LogLevel.Information, "The report for the operations page is written again.")]
    public static partial void WriteRecovered(ILogger logger);
}
