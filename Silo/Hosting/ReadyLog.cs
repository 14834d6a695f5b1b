using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>The line that says <c>Ready</c>, for people and for scripts that wait for it.</summary>
internal static partial class ReadyLog
{
    /// <summary>Names the ports there are.</summary>
    public static void Ready(ILogger logger, Roles roles, int? smtpPort, int httpPort)
    {
        var names = RoleNames.Of(roles);
        var what = roles.HasFlag(Roles.Admin) ? "admin UI" : "health and metrics";
        if (smtpPort is { } port) Ready(logger, names, port, what, httpPort);
        else WithoutMail.Ready(logger, names, what, httpPort);
    }

    [LoggerMessage(
        EventId = 1, EventName = "Ready", Level = LogLevel.Information,
        Message = "{Roles}: taking mail on port {SmtpPort}, {Http} on port {HttpPort}.")]
    private static partial void Ready(ILogger logger, string roles, int smtpPort, string http, int httpPort);

    /// <summary>The same event without a port that does not exist.</summary>
    private static partial class WithoutMail
    {
        [LoggerMessage(
            EventId = 1, EventName = "Ready", Level = LogLevel.Information,
            Message = "{Roles}: {Http} on port {HttpPort}.")]
        public static partial void Ready(ILogger logger, string roles, string http, int httpPort);
    }
}
