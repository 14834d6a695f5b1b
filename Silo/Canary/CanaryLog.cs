using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Canary;

/// <summary>What the canary says.</summary>
internal static partial class CanaryLog
{
    [LoggerMessage(LogLevel.Information, "{Id}: the canary arrived after {Milliseconds} ms")]
    public static partial void Arrived(ILogger logger, CorrelationId id, long milliseconds);

    [LoggerMessage(LogLevel.Error, "The canary did not arrive: {Problem}")]
    public static partial void Failed(ILogger logger, string problem);
}
