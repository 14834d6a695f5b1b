using System.Diagnostics;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>A redis-server of the benchmark's own: a free port, a temporary folder, an append-only file.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string folder;
    private readonly ChildProcess process;

    private RedisProcess(string folder, ChildProcess process, int port)
    {
        (this.folder, this.process) = (folder, process);
        Port = port;
    }

    /// <summary>The port it listens on, of 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>For <c>REDIS_URL</c>.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Its number among the machine's processes.</summary>
    public int Id => process.Id;

    /// <summary>CPU time it has used.</summary>
    public TimeSpan CpuTime => process.CpuTime;

    /// <summary>Resident memory now.</summary>
    public long ResidentBytes => process.ResidentBytes;

    /// <summary>Starts one.</summary>
    /// <param name="fsync">When the append-only file is flushed: <c>always</c> or <c>everysec</c>.</param>
    public static async Task<RedisProcess> StartAsync(string fsync)
    {
        var folder = Directory.CreateTempSubdirectory("redis-bench-").FullName;
        var port = FreePort.Take();
        // No rewrite of the append-only file in the middle of a measurement: it costs a core, and its size counts.
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "",
            "--appendonly", "yes", "--appendfsync", fsync, "--auto-aof-rewrite-percentage", "0",
        ];
        try
        {
            var start = new ProcessStartInfo("redis-server", arguments);
            return new RedisProcess(folder, await ChildProcess.StartAsync(start, "Ready to accept connections"), port);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
