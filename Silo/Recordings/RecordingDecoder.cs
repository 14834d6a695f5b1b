using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Recordings;

/// <summary>
/// Decodes recordings by content: in managed code what PBXs send (a fraction of a millisecond to 15 ms for half a
/// minute), the rest by ffmpeg when it is installed (about 100 ms and 55 MB for the start of the process alone).
/// </summary>
internal sealed partial class RecordingDecoder(
    RecordingOptions options, FfmpegDecoder? ffmpeg, ILogger<RecordingDecoder> logger) : IRecordingDecoder
{
    private readonly AudioLimits limits = new() { DurationMax = options.DurationMax };

    /// <inheritdoc/>
    public async ValueTask<DecodeOutcome> DecodeAsync(OctetSource recording, CancellationToken cancellationToken)
    {
        if (recording.Length > options.SizeBytesMax)
            return Undecodable($"the recording has {recording.Length >> 20} MiB", NoTranscriptReason.TooLong);
        switch (AudioDecoder.Decode(recording, limits))
        {
            case AudioDecodeResult.Decoded decoded:
                return new DecodeOutcome.Decoded(decoded.Audio, decoded.Codec, decoded.Warning);
            case AudioDecodeResult.TooLong tooLong:
                return Undecodable($"{tooLong.Codec}, {tooLong.Duration:h\\:mm\\:ss} long", NoTranscriptReason.TooLong);
            case AudioDecodeResult.NotAudio notAudio:
                return Undecodable(notAudio.Why, NoTranscriptReason.UnknownAudioFormat);
            case AudioDecodeResult.NeedsExternalDecoder other when ffmpeg is null:
                return Undecodable(
                    $"{other.Codec} needs ffmpeg, which is not installed", NoTranscriptReason.UnknownAudioFormat);
            case AudioDecodeResult.NeedsExternalDecoder other:
                return await DecodeByFfmpegAsync(recording.ToMemory(), other, ffmpeg, cancellationToken);
            case var unknown:
                throw new InvalidOperationException($"There is no answer to {unknown.GetType().Name}.");
        }
    }

    private async Task<DecodeOutcome> DecodeByFfmpegAsync(
        ReadOnlyMemory<byte> recording,
        AudioDecodeResult.NeedsExternalDecoder other,
        FfmpegDecoder decoder,
        CancellationToken cancellationToken)
    {
        // One second over the limit is asked for, so that a recording beyond it is seen to be.
        var run = await decoder.RunAsync(
            recording, other.Container, options.DurationMax + TimeSpan.FromSeconds(1), cancellationToken);
        if (run.Wav is null)
        {
            LogFfmpegFailed(other.Codec, run.Problem);
            var problem = $"{other.Codec}: {run.Problem}";
            return run.MayPass
                ? new DecodeOutcome.Unavailable(problem)
                : Undecodable(problem, NoTranscriptReason.UnknownAudioFormat);
        }

        switch (AudioDecoder.Decode(run.Wav.Value, limits))
        {
            case AudioDecodeResult.TooLong:
                return Undecodable(
                    $"{other.Codec}, longer than {options.DurationMax:h\\:mm\\:ss}", NoTranscriptReason.TooLong);
            case AudioDecodeResult.Decoded decoded when decoded.Audio.Length > 0:
                return new DecodeOutcome.Decoded(decoded.Audio, other.Codec, FindLoss(recording, decoded.Audio));
            default:
                return Undecodable($"{other.Codec}: ffmpeg gave no sound", NoTranscriptReason.UnknownAudioFormat);
        }
    }

    // ffmpeg reports success when it drops frames it does not understand.
    private static string? FindLoss(ReadOnlyMemory<byte> recording, PcmAudio audio) =>
        CodedDuration.Read(recording.Span) is { } coded && coded - audio.Duration > TimeSpan.FromSeconds(0.2)
            ? FormattableString.Invariant(
                $"only {audio.Duration.TotalSeconds:0.0} of {coded.TotalSeconds:0.0} s could be decoded")
            : null;

    private static DecodeOutcome.Undecodable Undecodable(string message, NoTranscriptReason reason) =>
        new(message, reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ffmpeg could not decode a recording ({Codec}): {Problem}")]
    private partial void LogFfmpegFailed(string codec, string problem);
}
