using System.Diagnostics;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>A process that runs for the benchmark and no longer.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>The line by which it said that it is ready.</summary>
    public string ReadyLine { get; private set; } = "";

    /// <summary>Its number among the machine's processes.</summary>
    public int Id => process.Id;

    /// <summary>CPU time it has used.</summary>
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

    /// <summary>Starts it and waits for the first line that contains <paramref name="ready"/>.</summary>
    /// <exception cref="InvalidOperationException">It ended before, or took more than a minute.</exception>
    public static async Task<ChildProcess> StartAsync(ProcessStartInfo start, string ready)
    {
        start.RedirectStandardOutput = true;
        var child = new ChildProcess(Process.Start(start)!);
        try
        {
            using var patience = new CancellationTokenSource(StartMax);
            await child.ReadyAsync(ready, patience.Token);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadyAsync(string ready, CancellationToken cancellationToken)
    {
        var last = "nothing";
        while (await ReadLineAsync() is { } line)
        {
            last = line;
            if (!line.Contains(ready, StringComparison.Ordinal)) continue;
            ReadyLine = line;
            // What nobody reads would fill the pipe and hold the process up.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return;
        }

        throw new InvalidOperationException($"{process.StartInfo.FileName} ended before it was ready; it said: {last}");

        async Task<string?> ReadLineAsync()
        {
            try
            {
                return await process.StandardOutput.ReadLineAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException(
                    $"{process.StartInfo.FileName} is not ready in time; it said: {last}");
            }
        }
    }
}
