namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Sound behind a 200 Hz high-pass, ten seconds of it at a time. The filter starts a little ahead of each piece: after
/// 20 ms nothing is left of how it started.
/// </summary>
/// <param name="audio">The sound, at the rate of <see cref="VoiceActivity"/>.</param>
internal sealed class FilteredSound(PcmAudio audio)
{
    private const int PieceSamples = 10 * VoiceActivity.RateHz;
    private const int AheadSamples = VoiceActivity.RateHz / 50;
    private static readonly float Pole = (float)Math.Exp(-2 * Math.PI * 200 / VoiceActivity.RateHz);

    private readonly short[] samples = new short[Math.Min(audio.Length, AheadSamples + PieceSamples)];
    private readonly float[] piece = new float[Math.Min(audio.Length, PieceSamples)];
    private int start;
    private int end;

    /// <summary>Number of samples.</summary>
    public int Length => audio.Length;

    /// <summary>Some samples; they stay as they are until the next call.</summary>
    public ReadOnlySpan<float> At(int offset, int count)
    {
        if (offset < start || offset + count > end) Load(offset);
        return piece.AsSpan(offset - start, count);
    }

    private void Load(int offset)
    {
        var from = Math.Max(0, offset - AheadSamples);
        (start, end) = (offset, Math.Min(audio.Length, offset + PieceSamples));
        var read = samples.AsSpan(0, end - from);
        audio.Read(from, read);
        float lastIn = 0, lastOut = 0;
        for (var i = 0; i < read.Length; i++)
        {
            lastOut = Pole * (lastOut + read[i] - lastIn);
            lastIn = read[i];
            if (from + i >= start) piece[from + i - start] = lastOut;
        }
    }
}
