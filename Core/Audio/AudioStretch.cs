using System.Buffers;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// A stretch of sound in a buffer that is used again when this is disposed: the seventy segments of an hour would be as
/// much memory as the hour.
/// </summary>
public sealed class AudioStretch : IDisposable
{
    private readonly short[]? rented;

    internal AudioStretch(PcmAudio audio, short[]? rented) => (Audio, this.rented) = (audio, rented);

    /// <summary>The sound, until then.</summary>
    public PcmAudio Audio { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rented is not null) ArrayPool<short>.Shared.Return(rented);
    }
}
