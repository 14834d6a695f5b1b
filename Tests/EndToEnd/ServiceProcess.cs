using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The real executable as a child process, on a folder and ports of its own.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];
    private readonly SemaphoreSlim more = new(0);
    private int streams = 2;

    private ServiceProcess(Process process) => this.process = process;

    public int Id => process.Id;
    public int SmtpPort { get; private set; }
    public int HttpPort { get; private set; }
    public int ExitCode => process.ExitCode;
    public bool HasExited => process.HasExited;

    /// <summary>Tells of each line it prints.</summary>
    public event Action? Printed;

    /// <summary>Everything it printed.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>Starts <c>voicemail run</c> and waits until it says that it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(string folder, int smarthostPort, params (string Name, string Value)[] settings)
    {
        var service = Launch(folder, smarthostPort, [], ["run"], settings);
        await service.ReadyAsync();
        return service;
    }

    /// <summary>Waits until it says that it is ready, and on which ports.</summary>
    public async Task ReadyAsync()
    {
        var ready = await LineAsync(line => line.Contains("\"event\":\"Ready\"", StringComparison.Ordinal), "the line that says Ready");
        var values = JsonDocument.Parse(ready).RootElement;
        SmtpPort = values.GetProperty("smtpPort").GetInt32();
        HttpPort = values.GetProperty("httpPort").GetInt32();
    }

    /// <summary>Starts the executable with any arguments, optionally behind a wrapper such as strace.</summary>
    public static ServiceProcess Launch(string folder, int smarthostPort, string[] wrapper, string[] arguments, params (string Name, string Value)[] settings)
    {
        string[] command = [.. wrapper, "dotnet", Executable(), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        (string, string)[] defaults =
        [
            ("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", "0"), ("HTTP_HOST", "127.0.0.1"), ("HTTP_PORT", "0"), ("LOG_FORMAT", "json"),
            ("SMTP_HOSTNAME", "gateway.example"), ("STORAGE_PATH", Path.Combine(folder, "data")), ("SPEECH_ENGINES", "none"),
            ("OUTBOUND_SMTP_HOST", "127.0.0.1"), ("OUTBOUND_SMTP_PORT", $"{smarthostPort}"), ("OUTBOUND_SMTP_TLS", "none"),
            ("RELAY_RETRY_SECONDS", "1"), ("RELAY_UNCERTAIN_RETRY_SECONDS", "1"),
        ];
        foreach (var (name, value) in defaults.Concat(settings)) start.Environment[name] = value;
        var service = new ServiceProcess(new Process { StartInfo = start });
        service.process.OutputDataReceived += (_, e) => service.Take(e.Data);
        service.process.ErrorDataReceived += (_, e) => service.Take(e.Data);
        service.process.EnableRaisingEvents = true;
        service.process.Exited += (_, _) => service.Tell();
        service.process.Start();
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        return service;
    }

    /// <summary>The executable as built beside these tests, in the same configuration.</summary>
    public static string Executable()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;
        return Path.Combine(SourceTree.Root, "Silo", "bin", configuration, "net10.0", "voicemail.dll");
    }

    /// <summary>The first line, printed or still to come, that satisfies a condition.</summary>
    public async Task<string> LineAsync(Func<string, bool> condition, string what, int seconds = 60)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            if (lines.FirstOrDefault(condition) is { } found) return found;
            if (process.HasExited && streams == 0 && more.CurrentCount == 0)
                throw new InvalidOperationException($"The service ended (exit {process.ExitCode}) before it printed {what}:\n{Output}");
            try
            {
                await more.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The service never printed {what}:\n{Output}");
            }
        }
    }

    /// <summary>kill -9, with the whole tree, and waits for the end.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync();
        return await ExitAsync();
    }

    /// <summary>Waits for the end by itself.</summary>
    public async Task<int> ExitAsync(int seconds = 60)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The service did not end:\n{Output}");
        }

        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        more.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) Interlocked.Decrement(ref streams);
        else lines.Enqueue(line);
        Tell();
    }

    private void Tell()
    {
        try
        {
            more.Release();
            Printed?.Invoke();
        }
        catch (ObjectDisposedException)
        {
            // The end of a process that nobody watches any more.
        }
    }
}
