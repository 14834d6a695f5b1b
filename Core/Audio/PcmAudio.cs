using System.Buffers;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Decoded sound: mono, signed 16-bit samples at the recording's own rate. That of a long recording is decoded when it
/// is read, stretch by stretch, because an hour of it would take 58 MB.
/// </summary>
public sealed record PcmAudio
{
    private readonly ReadOnlyMemory<short> samples;
    private readonly StretchReader? reader;

    /// <summary>Sound that is decoded.</summary>
    public PcmAudio(ReadOnlyMemory<short> samples, int rateHz) => (this.samples, RateHz) = (samples, rateHz);

    /// <summary>Sound that is decoded as it is read; what it is read from must be there as long.</summary>
    internal PcmAudio(StretchReader reader, int rateHz) => (this.reader, RateHz) = (reader, rateHz);

    /// <summary>Samples per second.</summary>
    public int RateHz { get; init; }

    /// <summary>Number of samples.</summary>
    public int Length => reader?.Length ?? samples.Length;

    /// <summary>Length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / RateHz);

    /// <summary>All samples at once: two octets each. Where a stretch will do, see <see cref="Slice"/>.</summary>
    public ReadOnlyMemory<short> Samples
    {
        get => reader is null ? samples : Slice(0, Length).samples;
        init => (samples, reader) = (value, null);
    }

    /// <summary>A stretch of it, decoded.</summary>
    /// <param name="start">Its first sample.</param>
    /// <param name="end">The sample behind its last.</param>
    public PcmAudio Slice(int start, int end)
    {
        if (reader is null) return new PcmAudio(samples[start..end], RateHz);
        var stretch = new short[end - start];
        reader.Read(start, stretch);
        return new PcmAudio(stretch, RateHz);
    }

    /// <summary>The same, in a buffer that must be given back.</summary>
    public AudioStretch Borrow(int start, int end)
    {
        if (reader is null) return new AudioStretch(Slice(start, end), rented: null);
        var rented = ArrayPool<short>.Shared.Rent(end - start);
        var stretch = rented.AsMemory(0, end - start);
        reader.Read(start, stretch.Span);
        return new AudioStretch(new PcmAudio(stretch, RateHz), rented);
    }

    /// <summary>Reads as many samples from <paramref name="start"/> on as there is room for.</summary>
    internal void Read(int start, Span<short> target)
    {
        if (reader is null) samples.Span.Slice(start, target.Length).CopyTo(target);
        else reader.Read(start, target);
    }
}
