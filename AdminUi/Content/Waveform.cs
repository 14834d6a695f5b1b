using System.Globalization;
using System.Text;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>Draws the loudness of a recording as an SVG of upright bars: a mask for the player's track.</summary>
internal static class Waveform
{
    private const int Bars = 160;

    public static byte[] Draw(PcmAudio audio)
    {
        var peaks = Peaks(audio.Samples.Span);
        var loudest = Math.Max(peaks.Max(), 600); // silence stays flat instead of being blown up to a storm
        var path = new StringBuilder();
        for (var i = 0; i < Bars; i++)
        {
            var half = 1.5 + 46.0 * Math.Sqrt((double)peaks[i] / loudest);
            path.Append(CultureInfo.InvariantCulture, $"M{i * 4 + 2},{50 - half:0.#}V{50 + half:0.#}");
        }

        return Encoding.UTF8.GetBytes(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Bars * 4} 100" preserveAspectRatio="none">
            <path d="{path}" stroke="#000" stroke-width="2.4" stroke-linecap="round"/>
            </svg>
            """);
    }

    private static int[] Peaks(ReadOnlySpan<short> samples)
    {
        var peaks = new int[Bars];
        for (var i = 0; i < Bars; i++)
        {
            var from = (int)((long)samples.Length * i / Bars);
            var to = (int)((long)samples.Length * (i + 1) / Bars);
            foreach (var sample in samples[from..to]) peaks[i] = Math.Max(peaks[i], Math.Abs((int)sample));
        }

        return peaks;
    }
}
