namespace VoicemailOrleans.Silo.Rules;

/// <summary>Log lines about the files of administrators.</summary>
internal static partial class RuleLog
{
    [LoggerMessage(1, LogLevel.Error, "{Path} is not in effect, the rules before it are: {Problem}")]
    public static partial void Wrong(ILogger logger, string path, string problem);
}
