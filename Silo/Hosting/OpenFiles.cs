using System.Globalization;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// How many files and connections this process may have open, and what follows. A process that has none left is lost:
/// the runtime's garbage collector cannot read <c>/proc/meminfo</c> then, takes that for "no memory" and aborts,
/// whatever our code catches. So it must never come to that: connections are what grows with what others do, and they
/// are limited to what the operating system gives.
/// </summary>
internal static class OpenFiles
{
    /// <summary>The fewest files with which the service starts.</summary>
    public const int LimitMin = 4_096;

    /// <summary>For libraries, journals, content, the store, the smarthost and the engines; a busy process has 400.</summary>
    private const int Reserve = 1_000;

    /// <summary>Connections at once to the HTTP port: pages, health and metrics.</summary>
    public const int HttpConnectionsMax = 1_000;

    /// <summary>SMTP connections beyond the limit that are still told 421, before the listener just closes them.</summary>
    private const int Courtesy = 500;

    /// <summary>The limit of this process; the runtime has raised it as far as it may. Null where there is none.</summary>
    public static long? Limit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits)) return null;
        const string Line = "Max open files ";
        var found = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
        var soft = found?[Line.Length..].TrimStart().Split(' ')[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <summary>Why the service must not start with this limit; null when it may.</summary>
    public static string? Refusal(long? limit) => limit < LimitMin
        ? $"This process may open {limit} files and needs {LimitMin} or more, or a crowd of connections would be its end. "
            + "Raise the limit (systemd: LimitNOFILE=, containers: ulimits, shells: ulimit -n)."
        : null;

    /// <summary>SMTP connections at once under these settings.</summary>
    public static int SmtpConnectionsMax(ServiceSettings settings) =>
        SmtpConnectionsMax(settings.SmtpMaxConnections, settings.SmtpPorts.Count, Limit());

    /// <summary>
    /// SMTP connections at once: those that are wanted, or as many as the limit allows when each of the ports has as
    /// many as it may.
    /// </summary>
    public static int SmtpConnectionsMax(int wanted, int ports, long? limit) => limit is { } files
        ? (int)Math.Min(wanted, (files - Reserve - HttpConnectionsMax) / ports - Courtesy)
        : wanted;

    /// <summary>Connections at once on each SMTP port, beyond which they are closed unheard.</summary>
    public static int ConnectionsPerPortMax(int smtpConnectionsMax) => smtpConnectionsMax + Courtesy;
}
