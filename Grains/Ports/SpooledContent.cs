namespace VoicemailOrleans.Grains;

/// <summary>
/// The content of a message, as received, line ends CRLF. A large one is not in memory but in its file, of which the
/// kernel keeps in memory what is being read; so whoever opens it closes it, and nothing that points into it may be
/// used afterwards.
/// </summary>
/// <param name="octets">The octets.</param>
/// <param name="owner">What holds them; null when they are ordinary memory.</param>
public sealed class SpooledContent(ReadOnlyMemory<byte> octets, IDisposable? owner = null) : IDisposable
{
    /// <summary>The octets; until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Octets { get; private set; } = octets;

    /// <inheritdoc/>
    public void Dispose()
    {
        Octets = default;
        owner?.Dispose();
    }
}
