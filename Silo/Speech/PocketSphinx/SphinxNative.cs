using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>The few functions of libpocketsphinx 0.8 (Debian's libpocketsphinx3) that are needed.</summary>
internal static partial class SphinxNative
{
    private const string PocketSphinx = "libpocketsphinx.so.3";
    private const string SphinxBase = "libsphinxbase.so.3";

    /// <summary>Whether both libraries are there.</summary>
    public static bool IsInstalled()
    {
        foreach (var name in (string[])[SphinxBase, PocketSphinx])
        {
            if (!NativeLibrary.TryLoad(name, out var handle)) return false;
            NativeLibrary.Free(handle);
        }

        return true;
    }

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_args();

    // The form with an array: the variadic one cannot be called from here.
    [LibraryImport(SphinxBase)]
    public static partial nint cmd_ln_parse_r(nint into, nint definitions, int count, nint[] arguments, int strict);

    [LibraryImport(SphinxBase)]
    public static partial int cmd_ln_free_r(nint configuration);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_init(nint configuration);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_free(nint decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_start_utt(nint decoder);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_process_raw(nint decoder, in short samples, nuint count, int noSearch, int isWhole);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_end_utt(nint decoder);

    // Needed before the segments are walked: it computes the posteriors.
    [LibraryImport(PocketSphinx)]
    public static partial nint ps_get_hyp(nint decoder, out int score);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_get_logmath(nint decoder);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_seg_iter(nint decoder);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_seg_next(nint segment);

    [LibraryImport(PocketSphinx)]
    public static partial nint ps_seg_word(nint segment);

    [LibraryImport(PocketSphinx)]
    public static partial void ps_seg_frames(nint segment, out int first, out int last);

    [LibraryImport(PocketSphinx)]
    public static partial int ps_seg_prob(nint segment, out int acoustic, out int language, out int backoff);

    [LibraryImport(SphinxBase)]
    public static partial double logmath_exp(nint logmath, int probability);
}
