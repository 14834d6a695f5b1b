namespace VoicemailOrleans.Gateway;

/// <summary>
/// How long a client inside DATA may still take: a time for silence, and after a grace an average it must keep, so that
/// neither a stalled nor a dripping client holds its memory for long.
/// </summary>
internal struct DataPace(GatewayOptions options)
{
    private long bytes;

    /// <summary>Counts octets in.</summary>
    public void Add(long count) => bytes += count;

    /// <summary>The time left from now.</summary>
    /// <param name="elapsed">Since the 354.</param>
    public readonly TimeSpan Left(TimeSpan elapsed)
    {
        var earned = TimeSpan.FromSeconds((double)bytes / options.DataBytesPerSecondMin);
        var paced = options.DataGrace + earned - elapsed;
        return paced < options.DataTimeout ? paced : options.DataTimeout;
    }
}
