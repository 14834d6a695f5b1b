using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// Row numbers that sort like correlation IDs: 42 bits of milliseconds (to the year 2109), 21 bits of what follows.
/// </summary>
internal static class IndexSeq
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The row number of an identifier.</summary>
    public static long Of(CorrelationId id)
    {
        var rest = 0L;
        foreach (var c in id.Value.AsSpan(10, 5))
            rest = (rest << 5) | (long)Alphabet.IndexOf(c, StringComparison.Ordinal);
        return First(id.Time) | (rest >> 4);
    }

    /// <summary>The first row number of a moment.</summary>
    public static long First(DateTimeOffset time) =>
        (Math.Clamp(time.ToUnixTimeMilliseconds(), 0, (1L << 42) - 1)) << 21;
}
