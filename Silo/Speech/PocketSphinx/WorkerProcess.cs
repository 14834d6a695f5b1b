using System.Diagnostics;
using System.Text;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>
/// One running worker, as its parent sees it. Used for one segment at a time; after any failure it is thrown away.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>Its process, for tests that kill it.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasExited => process.HasExited;

    private Stream Input => process.StandardInput.BaseStream;

    /// <summary>Starts a worker and waits until it has its model.</summary>
    /// <exception cref="InvalidOperationException">It says that it cannot work.</exception>
    /// <exception cref="IOException">It ended.</exception>
    public static async Task<WorkerProcess> StartAsync(
        IReadOnlyList<string> command, string modelFolder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // A worker is handed sound, not the service's secrets; .NET itself needs to find its runtime.
        foreach (var name in start.Environment.Keys.Where(name => !IsNeeded(name)).ToList())
            start.Environment.Remove(name);
        var worker = new WorkerProcess(Process.Start(start) ?? throw new IOException("The worker did not start."));
        try
        {
            await WorkerProtocol.WriteAsync(worker.Input, Encoding.UTF8.GetBytes(modelFolder), cancellationToken);
            await worker.ReadReplyAsync(cancellationToken);
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Recognises one segment of sound at 16 kHz. The exceptions are those of <see cref="StartAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<SphinxWord>> DecodeAsync(PcmAudio audio, CancellationToken cancellationToken)
    {
        await WorkerProtocol.WriteAsync(Input, WavWriter.WriteHeaderless(audio.Samples.Span), cancellationToken);
        return (await ReadReplyAsync(cancellationToken)).Words;
    }

    /// <summary>Kills it, if it still runs.</summary>
    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static bool IsNeeded(string name) =>
        name is "PATH" or "HOME" or "LANG" or "TMPDIR" || name.StartsWith("DOTNET_", StringComparison.Ordinal);

    private async Task<WorkerReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var reply = await WorkerProtocol.ReadReplyAsync(process.StandardOutput.BaseStream, cancellationToken)
            ?? throw new IOException("The worker ended.");
        return reply.Error is null ? reply : throw new InvalidOperationException(reply.Error);
    }
}
