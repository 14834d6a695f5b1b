namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// How long a compressed recording says it is, for formats where that is easy to read: the check on an external decoder
/// that drops what it does not understand and still reports success (ffmpeg with the comfort-noise frames of AMR).
/// </summary>
public static class CodedDuration
{
    // Octets after the frame's table-of-contents octet, by frame type (RFC 4867 section 5.3, 3GPP TS 26.101/26.201).
    private static readonly int[] NarrowBandFrames = [12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0];
    private static readonly int[] WideBandFrames = [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0];

    /// <summary>The length; null when the format does not say.</summary>
    public static TimeSpan? Read(ReadOnlySpan<byte> recording) => AudioSniffer.Detect(recording) switch
    {
        AudioContainer.Amr when recording.StartsWith("#!AMR-WB\n"u8) => CountAmr(recording[9..], WideBandFrames),
        AudioContainer.Amr => CountAmr(recording[6..], NarrowBandFrames),
        AudioContainer.Flac when recording.Length >= 26 => ReadFlac(recording),
        _ => null,
    };

    private static TimeSpan CountAmr(ReadOnlySpan<byte> frames, int[] sizes)
    {
        var count = 0;
        for (; !frames.IsEmpty; count++) frames = frames[Math.Min(frames.Length, 1 + sizes[(frames[0] >> 3) & 0x0F])..];
        return TimeSpan.FromMilliseconds(20.0 * count);
    }

    // STREAMINFO: 20 bits of rate, 3 of channels, 5 of depth, 36 of samples (RFC 9639 section 8.2).
    private static TimeSpan? ReadFlac(ReadOnlySpan<byte> recording)
    {
        var rate = (recording[18] << 12) | (recording[19] << 4) | (recording[20] >> 4);
        var samples = ((long)(recording[21] & 0x0F) << 32) | ((long)recording[22] << 24)
            | (uint)(recording[23] << 16) | (uint)(recording[24] << 8) | recording[25];
        return rate == 0 || samples == 0 ? null : TimeSpan.FromSeconds((double)samples / rate);
    }
}
