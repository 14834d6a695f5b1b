using Microsoft.Extensions.Logging.Console;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting.Logging;

/// <summary>Logs go to standard output: JSON lines for machines, or short text lines for people.</summary>
internal static class LoggingSetup
{
    public static void AddVoicemailLogging(this ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        // The framework's own chatter only when something is wrong; a filter would also undercut a higher level.
        var chatter = settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning;
        logging.AddFilter("Microsoft", chatter);
        logging.AddFilter("System.Net.Http", chatter);
        // Components say themselves, once, that they are not well; the checks are asked every few seconds and would
        // repeat it each time.
        logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        if (settings.LogJson)
        {
            logging.AddConsole(options => options.FormatterName = JsonLineFormatter.FormatterName);
            logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.TimestampFormat = "HH:mm:ss.fff ";
            });
        }
    }
}
