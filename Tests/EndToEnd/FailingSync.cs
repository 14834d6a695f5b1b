using System.Diagnostics;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>While it lives, every fsync and fdatasync of a process returns EIO, as a dying disk does.</summary>
public sealed class FailingSync : IAsyncDisposable
{
    private readonly Process strace;

    private FailingSync(Process strace) => this.strace = strace;

    /// <summary>Attaches to all threads of a process.</summary>
    public static async Task<FailingSync> StartAsync(int processId)
    {
        var start = new ProcessStartInfo("strace",
        [
            "-f", "-p", $"{processId}", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO",
        ]) { RedirectStandardError = true };
        var strace = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var said = await strace.StandardError.ReadLineAsync(timeout.Token) ?? "";
        if (!said.Contains("attached", StringComparison.Ordinal)) throw new InvalidOperationException("strace said: " + said);
        return new FailingSync(strace);
    }

    public async ValueTask DisposeAsync()
    {
        // SIGINT detaches cleanly.
        using var interrupt = Process.Start("kill", ["-INT", $"{strace.Id}"]);
        await strace.WaitForExitAsync();
        strace.Dispose();
    }
}
