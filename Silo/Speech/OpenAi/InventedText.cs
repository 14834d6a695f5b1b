using System.IO.Compression;
using System.Text;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>
/// Finds what Whisper invents: thanks and credits of subtitles where nobody speaks, and loops. There are three doubts
/// about a stretch of text: the model says that nobody speaks, it was unsure of its words, and there is nothing to hear
/// in the place. Two of them make any text an invention. One is enough for what Whisper is known to invent; none of it
/// is dropped without any, because callers do say "thank you". A loop is known by itself.
/// </summary>
/// <remarks>The thresholds are those at which Whisper's own decoder tries again, or takes a stretch for silence.</remarks>
internal static class InventedText
{
    private const double NoSpeechMax = 0.6;
    private const double LogProbabilityMin = -1.0;
    private const double CompressionMax = 2.4;
    private const int LoopMin = 4;
    private const double ReachSeconds = 0.25; // a stretch's times are not exact

    /// <summary>The stretches that somebody said.</summary>
    /// <param name="stretches">What the server gave, in order.</param>
    /// <param name="audio">The sound that it heard.</param>
    public static List<DecodedSegment> Without(IReadOnlyList<DecodedSegment> stretches, PcmAudio audio)
    {
        var kept = new List<DecodedSegment>();
        for (var i = 0; i < stretches.Count; i++)
        {
            var repeats = 0;
            var text = KnownInventions.Plain(stretches[i].Text);
            while (i + repeats + 1 < stretches.Count && KnownInventions.Plain(stretches[i + repeats + 1].Text) == text)
                repeats++;
            // The first of a loop may have been said, the others not.
            var end = repeats + 1 >= LoopMin ? i : i + repeats;
            kept.AddRange(stretches.Skip(i).Take(end - i + 1).Where(stretch => !IsInvented(stretch, text, audio)));
            i += repeats;
        }

        return kept;
    }

    /// <summary>Whether a text repeats itself as no caller does.</summary>
    public static bool IsLoop(string? text) => Compression(text ?? "") > CompressionMax;

    private static bool IsInvented(DecodedSegment stretch, string text, PcmAudio audio)
    {
        if ((stretch.CompressionRatio ?? Compression(stretch.Text ?? "")) > CompressionMax) return true;
        var doubts = (stretch.NoSpeechProbability > NoSpeechMax ? 1 : 0)
            + (stretch.MeanLogProbability < LogProbabilityMin ? 1 : 0);
        var enough = KnownInventions.Has(text) ? 1 : 2;
        return doubts >= enough || (doubts == enough - 1 && IsSilent(stretch, audio));
    }

    private static bool IsSilent(DecodedSegment stretch, PcmAudio audio)
    {
        var (from, to) = (At(stretch.Start - ReachSeconds), At(stretch.End + ReachSeconds));
        return from < to
            && EmptyRecordingDetector.Judge(audio.Slice(from, to)).Content == RecordingContent.NoMessage;

        int At(double seconds) => (int)Math.Clamp(seconds * audio.RateHz, 0, audio.Length);
    }

    // As Whisper reckons it: length in UTF-8 to length in zlib's form.
    private static double Compression(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(octets);
        return octets.Length / (double)Math.Max(1, packed.Length);
    }
}
