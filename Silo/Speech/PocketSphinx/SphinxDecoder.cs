using System.Runtime.InteropServices;
using static VoicemailOrleans.Silo.Speech.PocketSphinx.SphinxNative;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>
/// One native decoder with its model. <c>remove_silence</c> and <c>remove_noise</c> are off: with them, word times are
/// right for the first message only, and a result depends on what was heard before. <c>maxhmmpf</c> and <c>maxwpf</c>
/// save a third of the time for half a point of word errors.
/// </summary>
internal sealed class SphinxDecoder : IDisposable
{
    private const double FramesPerSecond = 100;

    private readonly nint[] arguments;
    private readonly nint configuration;
    private readonly nint decoder;
    private readonly nint logmath;

    /// <summary>
    /// Loads the model, in 0.3 to 2.4 s. Throws <see cref="InvalidOperationException"/> when it does not load.
    /// </summary>
    public SphinxDecoder(string modelFolder)
    {
        string[] options =
        [
            "pocketsphinx",
            "-hmm", Path.Combine(modelFolder, "en-us"),
            "-lm", Path.Combine(modelFolder, "en-us.lm.bin"),
            "-dict", Path.Combine(modelFolder, "cmudict-en-us.dict"),
            "-logfn", "/dev/null",
            "-remove_silence", "no", "-remove_noise", "no", "-maxhmmpf", "10000", "-maxwpf", "20",
        ];
        arguments = [.. options.Select(Marshal.StringToCoTaskMemUTF8)]; // the library keeps pointers into them
        configuration = cmd_ln_parse_r(0, ps_args(), arguments.Length, arguments, 1);
        if (configuration == 0) throw new InvalidOperationException("PocketSphinx does not know its options.");
        decoder = ps_init(configuration);
        if (decoder == 0) throw new InvalidOperationException("PocketSphinx cannot load its model.");
        logmath = ps_get_logmath(decoder);
    }

    /// <summary>Recognises a whole utterance of mono samples at 16 kHz.</summary>
    public List<SphinxWord> Decode(ReadOnlySpan<short> samples)
    {
        var words = new List<SphinxWord>();
        if (samples.IsEmpty || ps_start_utt(decoder) != 0) return words;
        ps_process_raw(decoder, in MemoryMarshal.GetReference(samples), (nuint)samples.Length, 0, 1);
        if (ps_end_utt(decoder) != 0 || ps_get_hyp(decoder, out _) == 0) return words;
        for (var segment = ps_seg_iter(decoder); segment != 0; segment = ps_seg_next(segment))
        {
            ps_seg_frames(segment, out var first, out var last);
            var posterior = logmath_exp(logmath, ps_seg_prob(segment, out _, out _, out _));
            var text = Marshal.PtrToStringUTF8(ps_seg_word(segment)) ?? "";
            if (Clean(text) is not { } word) continue;
            var (start, end) = (first / FramesPerSecond, (last + 1) / FramesPerSecond);
            words.Add(new SphinxWord(word, start, end, Math.Clamp(posterior, 0, 1)));
        }

        return words;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (decoder != 0) ps_free(decoder);
        if (configuration != 0) cmd_ln_free_r(configuration);
        foreach (var argument in arguments) Marshal.FreeCoTaskMem(argument);
    }

    // "read(2)" is the second pronunciation of "read"; <s>, <sil>, [NOISE] and ++BREATH++ are no words.
    internal static string? Clean(string text)
    {
        if (text.Length == 0 || text[0] is '<' or '[' or '+') return null;
        var suffix = text.IndexOf('(', StringComparison.Ordinal);
        return suffix > 0 ? text[..suffix] : text;
    }
}
