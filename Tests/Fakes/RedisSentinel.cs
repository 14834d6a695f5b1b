using System.Diagnostics;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A real <c>redis-sentinel</c>, alone and quick to act: it watches one master under the name <c>the-master</c>, and
/// replaces it after a second of silence.
/// </summary>
internal sealed class RedisSentinel : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sentinel-");
    private readonly List<string> lines = [];
    private readonly SemaphoreSlim more = new(0);
    private readonly Process process;

    private RedisSentinel(int masterPort, string[] settings)
    {
        var file = Path.Combine(folder.FullName, "sentinel.conf");
        File.WriteAllLines(file,
        [
            $"port {Port}", "bind 127.0.0.1", $"dir {folder.FullName}", $"sentinel monitor the-master 127.0.0.1 {masterPort} 1",
            "sentinel down-after-milliseconds the-master 1000", "sentinel failover-timeout the-master 10000", .. settings,
        ]);
        process = new Process { StartInfo = new ProcessStartInfo("redis-sentinel", [file]) { RedirectStandardOutput = true } };
        process.OutputDataReceived += (_, e) =>
        {
            lock (lines) lines.Add(e.Data ?? "(end)");
            more.Release();
        };
        process.Start();
        process.BeginOutputReadLine();
    }

    /// <summary>The port it listens on, of 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>Starts one with further lines of configuration and waits until it watches.</summary>
    public static async Task<RedisSentinel> StartAsync(int masterPort, params string[] settings)
    {
        var sentinel = new RedisSentinel(masterPort, settings);
        await sentinel.SaidAsync("+monitor ");
        return sentinel;
    }

    /// <summary>Waits until it has printed something.</summary>
    public async Task SaidAsync(string what)
    {
        while (true)
        {
            lock (lines)
                if (lines.Any(line => line.Contains(what, StringComparison.Ordinal)))
                    return;
            if (!await more.WaitAsync(Patience)) lock (lines) throw new TimeoutException($"redis-sentinel did not say {what}:\n{string.Join('\n', lines)}");
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        more.Dispose();
        folder.Delete(recursive: true);
    }
}
