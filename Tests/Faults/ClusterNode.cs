using System.Diagnostics;
using System.Text.Json;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>One process of a cluster, which may die and come back; a gateway keeps its port.</summary>
internal sealed class ClusterNode(string folder, int smarthostPort, Pulse pulse, IReadOnlyList<(string, string)> settings) : IAsyncDisposable
{
    /// <summary>Everything that processes of this node which ended had printed, for the message of a failed test.</summary>
    private readonly List<ServiceProcess> former = [];

    /// <summary>Its roles, for messages.</summary>
    public required string Name { get; init; }

    public ServiceProcess Process { get; private set; } = null!;

    /// <summary>0 before a gateway's first start, and for other nodes.</summary>
    public int SmtpPort { get; private set; }

    /// <summary>A program the next start is wrapped in, for example strace.</summary>
    public string[] Wrapper { get; set; } = [];

    /// <summary>Starts a process and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        Launch();
        var ready = await Process.LineAsync(line => line.Contains("\"event\":\"Ready\"", StringComparison.Ordinal), "the line that says Ready", 300);
        if (JsonDocument.Parse(ready).RootElement.TryGetProperty("smtpPort", out var port)) SmtpPort = port.GetInt32();
    }

    /// <summary>Starts a process that need not live until it is ready.</summary>
    public void Launch()
    {
        Process = ServiceProcess.Launch(folder, smarthostPort, Wrapper, ["run"], [.. settings, ("SMTP_PORT", $"{SmtpPort}")]);
        Process.Printed += pulse.Beat;
        former.Add(Process);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>SIGTERM; says how long it took to end, which must be with exit code 0.</summary>
    public async Task<TimeSpan> TerminateAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var exit = await Process.TerminateAsync();
        Assert.True(exit == 0, $"SIGTERM ended with exit code {exit}:\n{Tail()}");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>SIGSTOP: it keeps its connections and locks and does nothing.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>The last lines it printed.</summary>
    public string Tail() => string.Join('\n', Process.Output.Split('\n').TakeLast(30));

    /// <summary>All lines of all its processes.</summary>
    public IEnumerable<string> Lines => former.SelectMany(process => process.Output.Split('\n'));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in former) await process.DisposeAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{Process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
