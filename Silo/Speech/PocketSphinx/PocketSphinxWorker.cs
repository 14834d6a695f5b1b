using System.Runtime.InteropServices;
using System.Text;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>
/// The child process behind the hidden command <c>pocketsphinx-worker</c>. The native library runs here and not in the
/// service: if it crashes, one segment is lost and nothing else.
/// </summary>
public static class PocketSphinxWorker
{
    /// <summary>Serves segments until the input ends. See WorkerProtocol for what goes over the streams.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output; nothing else may be written to it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output)
    {
        if (await WorkerProtocol.ReadAsync(input, CancellationToken.None) is not { } folder) return 0;
        SphinxDecoder decoder;
        try
        {
            decoder = new SphinxDecoder(Encoding.UTF8.GetString(folder));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or InvalidOperationException)
        {
            await WorkerProtocol.WriteReplyAsync(output, new WorkerReply([], e.Message), CancellationToken.None);
            return 1;
        }

        using (decoder)
        {
            await WorkerProtocol.WriteReplyAsync(output, new WorkerReply([]), CancellationToken.None);
            while (await WorkerProtocol.ReadAsync(input, CancellationToken.None) is { } samples)
            {
                var words = decoder.Decode(MemoryMarshal.Cast<byte, short>(samples));
                await WorkerProtocol.WriteReplyAsync(output, new WorkerReply(words), CancellationToken.None);
            }
        }

        return 0;
    }
}
