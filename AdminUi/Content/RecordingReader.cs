using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// Recordings as a browser plays them. A player asks for one recording in many ranges, so what was decoded is kept for
/// a few minutes, within a bound in octets; and only two are decoded at a time, because the silo needs the cores.
/// </summary>
internal sealed class RecordingReader(
    ISpool spool, IMailComposer composer, IRecordingDecoder decoder, AdminUiOptions options,
    ILogger<RecordingReader> logger)
    : IDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);

    private readonly MemoryCache playable = new(new MemoryCacheOptions { SizeLimit = options.RecordingCacheBytesMax });
    private readonly ConcurrentDictionary<(CorrelationId, int), Lazy<Task<PlayableRecording?>>> underWay = new();
    private readonly SemaphoreSlim decoding = new(2);

    /// <summary>The octets as received; null when the content is purged or damaged, or has no such recording.</summary>
    public async ValueTask<byte[]?> OriginalAsync(
        CorrelationId id, int number, CancellationToken cancellationToken)
    {
        using var content = await spool.OpenIntactAsync(id, logger, cancellationToken);
        return content is null ? null : composer.ReadRecording(content.Octets, number)?.ToArray();
    }

    /// <summary>The recording for the player; null when there is none or it cannot be decoded.</summary>
    public async ValueTask<PlayableRecording?> PlayableAsync(
        CorrelationId id, int number, CancellationToken cancellationToken)
    {
        var key = (id, number);
        if (playable.TryGetValue(key, out PlayableRecording? kept)) return kept;
        var work = underWay.GetOrAdd(key, _ => new Lazy<Task<PlayableRecording?>>(() => DecodeAsync(id, number)));
        return await work.Value.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        playable.Dispose();
        decoding.Dispose();
    }

    // Not under the token of the request that came first: others wait for the same recording.
    private async Task<PlayableRecording?> DecodeAsync(CorrelationId id, int number)
    {
        await decoding.WaitAsync();
        try
        {
            if (playable.TryGetValue((id, number), out PlayableRecording? already)) return already;
            using var content = await spool.OpenIntactAsync(id, logger, CancellationToken.None);
            if (content is null || composer.ReadRecording(content.Octets, number) is not { } recording) return null;
            var outcome = await decoder.DecodeAsync(recording, CancellationToken.None);
            if (outcome is not DecodeOutcome.Decoded { Audio: var audio }) return null;
            var ready = new PlayableRecording(WavWriter.Write(audio), Waveform.Draw(audio));
            var kept = new MemoryCacheEntryOptions { SlidingExpiration = KeepFor, Size = ready.Wav.Length };
            playable.Set((id, number), ready, kept);
            return ready;
        }
        finally
        {
            underWay.TryRemove((id, number), out _);
            decoding.Release();
        }
    }
}

/// <summary>A recording for the player.</summary>
/// <param name="Wav">A WAV file, 16-bit PCM.</param>
/// <param name="WaveSvg">Its loudness as a picture.</param>
internal sealed record PlayableRecording(byte[] Wav, byte[] WaveSvg);
