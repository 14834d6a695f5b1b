namespace VoicemailOrleans.Core.Audio;

/// <summary>What is accepted before anything is allocated.</summary>
public sealed record AudioLimits
{
    /// <summary>The limits with their defaults.</summary>
    public static AudioLimits Default { get; } = new();

    /// <summary>Longest recording; default 60 min, the longest message Voicemail Pro can be set to (3600 s).</summary>
    public TimeSpan DurationMax { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Lowest sample rate; default 4000 Hz, below which there is no speech to understand.</summary>
    public int RateHzMin { get; init; } = 4_000;

    /// <summary>Highest sample rate; default 192,000 Hz, the highest in use for sound.</summary>
    public int RateHzMax { get; init; } = 192_000;

    /// <summary>Most channels mixed down; default 8 (7.1 sound, the most a plain WAV header describes).</summary>
    public int ChannelsMax { get; init; } = 8;

    /// <summary>Whether so many samples of one channel at this rate stay within <see cref="DurationMax"/>.</summary>
    internal bool Allows(long samples, int rateHz) => samples <= DurationMax.TotalSeconds * rateHz;
}
