namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Where sound stands out from the noise of the line. Level per 20 ms, every 10 ms, behind a 200 Hz high-pass (hum);
/// the noise is the 10th percentile of frames that are not digital silence, speech the 95th; a region begins above a
/// threshold between the two, ends 4 dB below it after 150 ms, and keeps 50 ms either side. Everything is counted in
/// frames of 10 ms at 8 kHz, whatever the recording's own rate.
/// </summary>
internal sealed class VoiceActivity
{
    public const int RateHz = 8000;
    public const int FramesPerSecond = 100;
    public const int Hop = RateHz / FramesPerSecond;

    private const int Window = 2 * Hop;
    private const int HangFrames = 15;
    private const int RegionFramesMin = 6;
    private const int PadFrames = 5;
    private const float DigitalSilenceDb = -90;
    private const float ThresholdDbMin = -60;
    private const float RiseDbMin = 8;
    private const float RiseShare = 0.35f;
    private const float FallDb = 4;

    private VoiceActivity(FilteredSound sound, float[] levels)
    {
        Sound = sound;
        Levels = levels;
        (NoiseDb, SpeechDb) = Percentiles(levels);
        Regions = FindRegions(
            levels, Math.Max(ThresholdDbMin, NoiseDb + Math.Max(RiseDbMin, RiseShare * (SpeechDb - NoiseDb))));
    }

    /// <summary>The sound behind the high-pass, at 8 kHz.</summary>
    public FilteredSound Sound { get; }

    /// <summary>Level of each frame, dB below full scale.</summary>
    public float[] Levels { get; }

    /// <summary>The line's noise, dBFS, between -80 and -25.</summary>
    public float NoiseDb { get; }

    /// <summary>The loud parts, dBFS.</summary>
    public float SpeechDb { get; }

    /// <summary>Sound above the noise, in order, not touching.</summary>
    public IReadOnlyList<FrameRange> Regions { get; }

    public static VoiceActivity Analyze(PcmAudio audio)
    {
        var sound = new FilteredSound(Resampler.Resample(audio, RateHz));
        var levels = new float[Math.Max(0, (sound.Length - Window + Hop) / Hop)];
        for (var f = 0; f < levels.Length; f++)
        {
            var energy = 0.0;
            foreach (var value in sound.At(f * Hop, Window)) energy += value * value;
            levels[f] = (float)(10 * Math.Log10(energy / Window / (32768.0 * 32768.0) + 1e-10));
        }

        return new VoiceActivity(sound, levels);
    }

    private static (float Noise, float Speech) Percentiles(float[] levels)
    {
        var live = Array.FindAll(levels, level => level > DigitalSilenceDb);
        Array.Sort(live);
        var noise = live.Length > 0 ? live[(int)(live.Length * 0.10)] : -100;
        var speech = live.Length > 0 ? live[(int)(live.Length * 0.95)] : -100;
        return (Math.Clamp(noise, -80, -25), speech);
    }

    private static List<FrameRange> FindRegions(float[] levels, float threshold)
    {
        var regions = new List<FrameRange>();
        int start = -1, last = -1;
        for (var f = 0; f < levels.Length; f++)
        {
            if (start < 0)
            {
                if (levels[f] > threshold) start = last = f;
            }
            else if (levels[f] > threshold - FallDb) last = f;
            else if (f - last > HangFrames)
            {
                Add(regions, start, last, levels.Length);
                start = -1;
            }
        }

        if (start >= 0) Add(regions, start, last, levels.Length);
        return regions;
    }

    private static void Add(List<FrameRange> regions, int first, int last, int frames)
    {
        if (last - first + 1 < RegionFramesMin) return;
        var region = new FrameRange(Math.Max(0, first - PadFrames), Math.Min(frames, last + PadFrames + 1));
        if (regions.Count > 0 && regions[^1].End >= region.Start) regions[^1] = regions[^1] with { End = region.End };
        else regions.Add(region);
    }
}

/// <summary>Frames of 10 ms from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal readonly record struct FrameRange(int Start, int End)
{
    public int Length => End - Start;

    public int Middle => (Start + End) / 2;
}
