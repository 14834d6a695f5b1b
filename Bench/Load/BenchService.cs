using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Bench.Load;

/// <summary>
/// The real executable on a temporary folder, with a smarthost that takes everything and keeps nothing.
/// </summary>
internal sealed class BenchService : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-bench-").FullName;
    private readonly NullSmarthost smarthost = new();
    private readonly Process process;

    private BenchService()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "voicemail.dll"), "run"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        (string, string)[] settings =
        [
            ("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", "0"), ("HTTP_HOST", "127.0.0.1"), ("HTTP_PORT", "0"),
            ("STORAGE_PATH", Path.Combine(folder, "data")), ("SPEECH_ENGINES", "none"), ("LOG_LEVEL", "info"),
            ("OUTBOUND_SMTP_HOST", "127.0.0.1"), ("OUTBOUND_SMTP_PORT", $"{smarthost.Port}"),
            ("OUTBOUND_SMTP_TLS", "none"),
        ];
        foreach (var (name, value) in settings) start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    public int SmtpPort { get; private set; }

    /// <summary>CPU time the service has used.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory now.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public static async Task<BenchService> StartAsync()
    {
        var service = new BenchService();
        while (await service.process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("\"event\":\"Ready\"", StringComparison.Ordinal)) continue;
            service.SmtpPort = JsonDocument.Parse(line).RootElement.GetProperty("smtpPort").GetInt32();
            _ = service.process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return service;
        }

        throw new InvalidOperationException("The service ended before it was ready.");
    }

    /// <summary>Waits until so many mails were relayed in all; returns the moment of the last one.</summary>
    public Task<long> RelayedAsync(long mails) => smarthost.TakenAsync(mails);

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        await smarthost.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
