using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>The real executable, on free ports of 127.0.0.1.</summary>
internal sealed class VoicemailProcess : IAsyncDisposable
{
    private readonly ChildProcess process;

    private VoicemailProcess(ChildProcess process)
    {
        this.process = process;
        using var ready = JsonDocument.Parse(process.ReadyLine);
        HttpPort = ready.RootElement.GetProperty("httpPort").GetInt32();
        SmtpPort = ready.RootElement.TryGetProperty("smtpPort", out var port) ? port.GetInt32() : 0;
    }

    /// <summary>Takes mail; 0 where there is no gateway.</summary>
    public int SmtpPort { get; }

    /// <summary>Serves health and metrics.</summary>
    public int HttpPort { get; }

    /// <summary>Its number among the machine's processes.</summary>
    public int Id => process.Id;

    /// <summary>CPU time it has used.</summary>
    public TimeSpan CpuTime => process.CpuTime;

    /// <summary>Resident memory now.</summary>
    public long ResidentBytes => process.ResidentBytes;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="folder">Where it keeps what it keeps.</param>
    /// <param name="settings">What is set besides ports and folder, by name.</param>
    public static async Task<VoicemailProcess> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "voicemail.dll");
        var start = new ProcessStartInfo("dotnet", [program, "run"]) { WorkingDirectory = folder };
        (string Name, string Value)[] places =
        [
            ("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", "0"), ("HTTP_HOST", "127.0.0.1"), ("HTTP_PORT", "0"),
            ("STORAGE_PATH", Path.Combine(folder, "data")), ("LOG_LEVEL", "info"), ("LOG_FORMAT", "json"),
        ];
        foreach (var (name, value) in places.Concat(settings)) start.Environment[name] = value;
        return new VoicemailProcess(await ChildProcess.StartAsync(start, "\"event\":\"Ready\""));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
