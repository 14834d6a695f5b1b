using Microsoft.Extensions.Caching.Memory;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// Recordings as a browser plays them. A player asks for one recording in many ranges, so what was decoded is kept for a
/// few minutes, within a bound in octets; and only two are decoded at a time, because the silo needs the cores.
/// </summary>
internal sealed class RecordingReader(
    ISpool spool, IMailComposer composer, IRecordingDecoder decoder, AdminUiOptions options) : IDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);

    private readonly MemoryCache playable = new(new MemoryCacheOptions { SizeLimit = options.RecordingCacheBytesMax });
    private readonly SemaphoreSlim decoding = new(2);

    /// <summary>The octets as received; null when the content is purged or has no such recording.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> OriginalAsync(CorrelationId id, int number, CancellationToken cancellationToken)
    {
        var content = await spool.ReadContentAsync(id, cancellationToken);
        return content is { } octets ? composer.ReadRecording(octets, number) : null;
    }

    /// <summary>The recording for the player; null when there is none or it cannot be decoded.</summary>
    public async ValueTask<PlayableRecording?> PlayableAsync(CorrelationId id, int number, CancellationToken cancellationToken)
    {
        if (playable.TryGetValue((id, number), out PlayableRecording? kept)) return kept;
        await decoding.WaitAsync(cancellationToken);
        try
        {
            if (playable.TryGetValue((id, number), out kept)) return kept;
            if (await OriginalAsync(id, number, cancellationToken) is not { } original) return null;
            if (await decoder.DecodeAsync(original, cancellationToken) is not DecodeOutcome.Decoded decoded) return null;
            var ready = new PlayableRecording(WavFile.Write(decoded.Audio), Waveform.Draw(decoded.Audio));
            playable.Set((id, number), ready, new MemoryCacheEntryOptions { SlidingExpiration = KeepFor, Size = ready.Wav.Length });
            return ready;
        }
        finally
        {
            decoding.Release();
        }
    }

    public void Dispose()
    {
        playable.Dispose();
        decoding.Dispose();
    }
}

/// <summary>A recording for the player.</summary>
/// <param name="Wav">A WAV file, 16-bit PCM.</param>
/// <param name="WaveSvg">Its loudness as a picture.</param>
internal sealed record PlayableRecording(byte[] Wav, byte[] WaveSvg);
