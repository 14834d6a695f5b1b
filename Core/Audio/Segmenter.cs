namespace VoicemailOrleans.Core.Audio;

/// <summary>A stretch of a recording, in samples at its own rate.</summary>
/// <param name="Start">First sample.</param>
/// <param name="End">The sample behind the last.</param>
/// <param name="OverlapsPrevious">Some of its beginning is in the segment before it as well.</param>
public readonly record struct AudioSegment(int Start, int End, bool OverlapsPrevious)
{
    /// <summary>Number of samples.</summary>
    public int Length => End - Start;
}

/// <summary>
/// Splits a recording for engines that take no more than a minute at once. Cuts lie in pauses, as near as possible to
/// equal lengths (a tiny last piece costs a full billing unit and hears badly); 250 ms of pause stay on either side.
/// Without a pause, or with so much noise that levels cannot be trusted, the cut goes through the quietest 200 ms and
/// both sides keep a second in common, so no word is lost; whoever joins the words drops what was heard twice.
/// </summary>
public static class Segmenter
{
    /// <summary>Longest segment; 55 s because Google takes "about" 60 s and has refused 58.8.</summary>
    public static readonly TimeSpan LengthMax = TimeSpan.FromSeconds(55);

    /// <summary>Shortest limit: below it the second in common would be most of a segment, or all.</summary>
    public static readonly TimeSpan LimitMin = TimeSpan.FromSeconds(5);

    private const int PauseFramesMin = 15;
    private const int PauseFramesWorth = 150;
    private const int PadFrames = VoiceActivity.FramesPerSecond / 4;
    private const int OverlapFrames = VoiceActivity.FramesPerSecond;
    private const int SearchFrames = 15 * VoiceActivity.FramesPerSecond;
    private const int QuietFrames = 20;
    private const double TrustedSnrDb = 20;
    private const double LengthShareMin = 0.36;

    /// <summary>
    /// Splits a recording; silence before the first sound and after the last is left out. Empty for silence.
    /// </summary>
    public static IReadOnlyList<AudioSegment> Split(PcmAudio audio) => Split(audio, LengthMax);

    /// <summary>The same with another limit, <see cref="LimitMin"/> at least.</summary>
    public static IReadOnlyList<AudioSegment> Split(PcmAudio audio, TimeSpan lengthMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthMax, LimitMin);
        var activity = VoiceActivity.Analyze(audio);
        if (activity.Regions.Count == 0) return [];
        var isNoisy = activity.SpeechDb - activity.NoiseDb < TrustedSnrDb;
        var start = isNoisy ? 0 : Math.Max(0, activity.Regions[0].Start - PadFrames);
        var end = isNoisy
            ? activity.Levels.Length
            : Math.Min(activity.Levels.Length, activity.Regions[^1].End + PadFrames);
        var pauses = isNoisy ? [] : FindPauses(activity);
        var longest = (int)(lengthMax.TotalSeconds * VoiceActivity.FramesPerSecond);
        var segments = new List<AudioSegment>();
        var overlaps = false;
        while (end - start > longest)
        {
            var cut = FindPause(pauses, start, end, longest) is { } pause
                ? CutInPause(pause)
                : CutAnywhere(activity, start, longest);
            segments.Add(ToSamples(audio, start, cut.Before, overlaps));
            (start, overlaps) = (cut.After, cut.After < cut.Before);
        }

        segments.Add(ToSamples(audio, start, end, overlaps));
        return segments;
    }

    private static List<FrameRange> FindPauses(VoiceActivity activity)
    {
        var pauses = new List<FrameRange>();
        for (var i = 1; i < activity.Regions.Count; i++)
        {
            var pause = new FrameRange(activity.Regions[i - 1].End, activity.Regions[i].Start);
            if (pause.Length >= PauseFramesMin) pauses.Add(pause);
        }

        return pauses;
    }

    // The best pause near the ideal cut that needs no further segment; failing that, any that fits.
    private static FrameRange? FindPause(List<FrameRange> pauses, int start, int end, int longest)
    {
        var rest = end - start;
        var count = (rest + longest - 1) / longest;
        var ideal = start + rest / count;
        var lowest = start + (int)(LengthShareMin * longest);
        return Best(pauses, Math.Max(lowest, end - (count - 1) * longest), start + longest, ideal)
            ?? Best(pauses, lowest, start + longest, ideal);
    }

    private static FrameRange? Best(List<FrameRange> pauses, int from, int to, int ideal)
    {
        FrameRange? best = null;
        var bestScore = 0.0;
        foreach (var pause in pauses)
        {
            if (pause.Middle < from || pause.Middle > to) continue;
            var nearness = 1 - 0.5 * Math.Abs(pause.Middle - ideal) / Math.Max(1, to - from);
            var score = Math.Min(pause.Length, PauseFramesWorth) * nearness;
            if (score > bestScore) (best, bestScore) = (pause, score);
        }

        return best;
    }

    private static (int Before, int After) CutInPause(FrameRange pause) =>
        (Math.Min(pause.Middle, pause.Start + PadFrames), Math.Max(pause.Middle, pause.End - PadFrames));

    private static (int Before, int After) CutAnywhere(VoiceActivity activity, int start, int longest)
    {
        var last = start + longest - OverlapFrames / 2 - QuietFrames;
        var first = Math.Max(start + longest / 2, last - SearchFrames);
        var (best, bestEnergy) = (first, double.MaxValue);
        for (var at = first; at <= last; at++)
        {
            var energy = 0.0;
            foreach (var level in activity.Levels.AsSpan(at, QuietFrames)) energy += level;
            if (energy < bestEnergy) (best, bestEnergy) = (at, energy);
        }

        var middle = best + QuietFrames / 2;
        return (middle + OverlapFrames / 2, middle - OverlapFrames / 2);
    }

    private static AudioSegment ToSamples(PcmAudio audio, int start, int end, bool overlaps)
    {
        int At(int frame) =>
            (int)Math.Min(audio.Length, (long)frame * audio.RateHz / VoiceActivity.FramesPerSecond);

        // The last frame's window reaches one hop further than the frame itself.
        return new AudioSegment(At(start), At(end + 1), overlaps);
    }
}
