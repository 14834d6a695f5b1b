using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

internal sealed partial class GrainHost
{
    /// <summary>The first segment of a key: the correlation ID, or the hash of an intake grain.</summary>
    private static string Correlation(GrainId id)
    {
        var slash = id.Key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? id.Key : id.Key[..slash];
    }

    [LoggerMessage(LogLevel.Information, "Silo {Silo} started with {Slots} slots")]
    private partial void LogStarted(string silo, int slots);

    [LoggerMessage(LogLevel.Information, "Silo stopping; {Turns} turns are under way")]
    private partial void LogStopping(int turns);

    [LoggerMessage(LogLevel.Warning, "Silo stopped with {Turns} turns that did not end; their leases run out")]
    private partial void LogAbandoned(int turns);

    [LoggerMessage(LogLevel.Error, "The store failed the scheduler ({Failures} times in a row)")]
    private partial void LogStoreFailed(Exception exception, int failures);

    [LoggerMessage(LogLevel.Warning, "{CorrelationId} {Kind}: lease lost, turn cancelled")]
    private partial void LogLeaseLost(string correlationId, string kind);

    [LoggerMessage(LogLevel.Warning,
        "{CorrelationId} {Kind}: {Strikes} turns of it ended with their silo, or hung; taken again with care")]
    private partial void LogStrikes(string correlationId, string kind, int strikes);

    [LoggerMessage(LogLevel.Error, "{CorrelationId} {Kind}: turn not over after {Limit}; its lease runs out")]
    private partial void LogOverdue(Exception exception, string correlationId, string kind, TimeSpan limit);

    [LoggerMessage(LogLevel.Information, "{CorrelationId} {Kind}: turn interrupted by shutdown, handed back")]
    private partial void LogInterrupted(string correlationId, string kind);

    [LoggerMessage(LogLevel.Warning, "{CorrelationId} {Kind}: turn failed, next attempt in {Delay}")]
    private partial void LogTurnFailed(Exception exception, string correlationId, string kind, TimeSpan delay);

    [LoggerMessage(LogLevel.Warning, "{CorrelationId} {Kind}: could not be handed back; its lease runs out")]
    private partial void LogNotReleased(Exception exception, string correlationId, string kind);
}
