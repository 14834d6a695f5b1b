using System.Diagnostics;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>A Haraka of the benchmark's own, where <c>haraka</c> is installed (npm): <c>haraka_peer.js</c>.</summary>
internal sealed class HarakaPeer : IMailPeer
{
    private const string Plugin = "bench_peer";

    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-haraka-").FullName;
    private ChildProcess process = null!;

    private HarakaPeer()
    {
    }

    /// <summary>Whether there is one.</summary>
    public static bool IsInstalled => Program is not null;

    /// <inheritdoc/>
    public int Port { get; } = FreePort.Take();

    /// <inheritdoc/>
    public TimeSpan CpuTime => process.CpuTime;

    /// <inheritdoc/>
    public long MemoryBytes => ProcessTree.ProportionalBytes(process.Id);

    /// <inheritdoc/>
    public long WrittenBytes => ProcessTree.WrittenBytes(process.Id);

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(path => Path.Combine(path, "haraka")).FirstOrDefault(File.Exists);

    /// <summary>Starts one that relays, or one that only accepts.</summary>
    public static async Task<HarakaPeer> StartAsync(int? nextPort)
    {
        var peer = new HarakaPeer();
        await MakeFolderAsync(peer.folder);
        var files = new Dictionary<string, string>
        {
            ["config/smtp.ini"] = $"listen=127.0.0.1:{peer.Port}\nnodes=0\n",
            ["config/plugins"] = Plugin + "\n",
            ["config/host_list"] = "",
            ["config/loglevel"] = "NOTICE\n",
            ["config/me"] = "haraka.example\n",
            ["config/databytes"] = "50000000\n",
            ["config/outbound.ini"] = "concurrency_max=100\nlocal_mx_ok=true\n",
            [$"plugins/{Plugin}.js"] = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "haraka_peer.js")),
        };
        foreach (var (name, text) in files)
            await File.WriteAllTextAsync(Path.Combine(peer.folder, name), text);
        var start = new ProcessStartInfo(Program!, ["-c", peer.folder]);
        start.Environment["PEER_FOLDER"] = Path.Combine(peer.folder, "queue");
        if (nextPort is { } next) start.Environment["PEER_NEXT"] = $"{next}";
        peer.process = await ChildProcess.StartAsync(start, "Listening on");
        return peer;
    }

    /// <summary>Its default configuration, some of which is replaced.</summary>
    private static async Task MakeFolderAsync(string folder)
    {
        var start = new ProcessStartInfo(Program!, ["-i", folder]) { RedirectStandardOutput = true };
        using var making = Process.Start(start)!;
        await making.StandardOutput.ReadToEndAsync();
        await making.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public Task SettleAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
