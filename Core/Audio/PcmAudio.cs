namespace VoicemailOrleans.Core.Audio;

/// <summary>Decoded sound: mono, signed 16-bit samples at the recording's own rate.</summary>
/// <param name="Samples">The samples.</param>
/// <param name="RateHz">Samples per second.</param>
public sealed record PcmAudio(ReadOnlyMemory<short> Samples, int RateHz)
{
    /// <summary>Length.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / RateHz);
}
