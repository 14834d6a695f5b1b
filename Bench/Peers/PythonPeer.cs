using System.Diagnostics;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>A server on Python's aiosmtpd: <c>python_peer.py</c> says what it does with a mail.</summary>
internal sealed class PythonPeer : IMailPeer
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-python-").FullName;
    private ChildProcess process = null!;

    private PythonPeer() => Port = FreePort.Take();

    /// <inheritdoc/>
    public int Port { get; }

    /// <inheritdoc/>
    public TimeSpan CpuTime => process.CpuTime;

    /// <inheritdoc/>
    public long MemoryBytes => ProcessTree.ProportionalBytes(process.Id);

    /// <inheritdoc/>
    public long WrittenBytes => ProcessTree.WrittenBytes(process.Id);

    /// <summary>Starts one that relays, or one that only accepts.</summary>
    public static async Task<PythonPeer> StartAsync(int? nextPort)
    {
        var peer = new PythonPeer();
        var script = Path.Combine(AppContext.BaseDirectory, "python_peer.py");
        string[] arguments = nextPort is { } next
            ? [script, "journey", $"{peer.Port}", peer.folder, $"{next}"]
            : [script, "accept", $"{peer.Port}", peer.folder];
        // Debian's own: its packages are not seen by others.
        var start = new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardInput = true };
        peer.process = await ChildProcess.StartAsync(start, "ready");
        return peer;
    }

    /// <inheritdoc/>
    public Task SettleAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
