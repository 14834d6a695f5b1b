namespace VoicemailOrleans.Core.Audio;

/// <summary>What came of decoding a recording in managed code.</summary>
public abstract record AudioDecodeResult
{
    /// <summary>Sound.</summary>
    /// <param name="Audio">The samples.</param>
    /// <param name="Codec">For people, for example <c>G.711 µ-law, 8 kHz</c>.</param>
    /// <param name="Warning">What was odd about the file; null when nothing was.</param>
    public sealed record Decoded(PcmAudio Audio, string Codec, string? Warning) : AudioDecodeResult;

    /// <summary>A sound format, but one for an external decoder.</summary>
    /// <param name="Container">What it is.</param>
    /// <param name="Codec">For people.</param>
    public sealed record NeedsExternalDecoder(AudioContainer Container, string Codec) : AudioDecodeResult;

    /// <summary>Not sound, or damaged beyond use.</summary>
    /// <param name="Why">For the helpdesk.</param>
    public sealed record NotAudio(string Why) : AudioDecodeResult;

    /// <summary>Longer than <see cref="AudioLimits.DurationMax"/>.</summary>
    /// <param name="Duration">How long it is.</param>
    /// <param name="Codec">For people.</param>
    public sealed record TooLong(TimeSpan Duration, string Codec) : AudioDecodeResult;
}
