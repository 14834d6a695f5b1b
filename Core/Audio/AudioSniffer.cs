namespace VoicemailOrleans.Core.Audio;

/// <summary>Tells what a recording is by its first octets.</summary>
public static class AudioSniffer
{
    /// <summary>More octets than these are not needed: 124 frames of raw GSM, which has no name at its start.</summary>
    public const int StartBytes = 4096;

    // Five frames that all start with the magic nibble: one chance in a million for random octets.
    private const int GsmFramesMin = 5;

    /// <summary>The container, or <see cref="AudioContainer.Unknown"/>.</summary>
    /// <param name="start"><see cref="StartBytes"/> octets, or all there are.</param>
    public static AudioContainer Detect(ReadOnlySpan<byte> start)
    {
        if (start.Length < 12) return AudioContainer.Unknown;
        if (IsWave(start)) return AudioContainer.Wav;
        if (start.StartsWith("RIFX"u8) && start[8..].StartsWith("WAVE"u8)) return AudioContainer.BigEndianWav;
        if (start.StartsWith(".snd"u8)) return AudioContainer.Au;
        if (start.StartsWith("OggS"u8)) return AudioContainer.Ogg;
        if (start.StartsWith("fLaC"u8)) return AudioContainer.Flac;
        if (start.StartsWith("#!AMR\n"u8) || start.StartsWith("#!AMR-WB\n"u8)) return AudioContainer.Amr;
        if (start[4..].StartsWith("ftyp"u8)) return AudioContainer.Mp4;
        if (start.StartsWith("FORM"u8) && start[8..].StartsWith("AIF"u8)) return AudioContainer.Aiff;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) return AudioContainer.Matroska;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]))
            return AudioContainer.Asf;
        if (start.StartsWith("caff"u8)) return AudioContainer.Caf;
        if (start.StartsWith("ID3"u8)) return AudioContainer.Mp3;
        if (start[0] == 0xFF && (start[1] & 0xF6) == 0xF0) return AudioContainer.Aac;
        if (IsMpegFrame(start)) return (start[1] & 0x06) == 0x02 ? AudioContainer.Mp3 : AudioContainer.Mp2;
        return IsRawGsm(start) ? AudioContainer.RawGsm : AudioContainer.Unknown;
    }

    /// <summary>The container's name for people.</summary>
    public static string NameOf(AudioContainer container) => container switch
    {
        AudioContainer.Wav => "WAV",
        AudioContainer.Au => "Sun audio",
        AudioContainer.RawGsm => "GSM 6.10",
        AudioContainer.Mp3 => "MP3",
        AudioContainer.Ogg => "Ogg",
        AudioContainer.Flac => "FLAC",
        AudioContainer.Amr => "AMR",
        AudioContainer.Mp4 => "MPEG-4 audio",
        AudioContainer.Aac => "AAC",
        AudioContainer.Aiff => "AIFF",
        AudioContainer.Matroska => "Matroska",
        AudioContainer.Asf => "Windows Media",
        AudioContainer.BigEndianWav => "big-endian WAV",
        AudioContainer.Mp2 => "MPEG audio layer II",
        AudioContainer.Caf => "Core Audio Format",
        _ => "unknown",
    };

    private static bool IsWave(ReadOnlySpan<byte> start) =>
        (start.StartsWith("RIFF"u8) || start.StartsWith("RF64"u8)) && start[8..].StartsWith("WAVE"u8);

    // Sync, a real version, layer II or III, a real bit rate and sample rate.
    private static bool IsMpegFrame(ReadOnlySpan<byte> start) =>
        start[0] == 0xFF && (start[1] & 0xE0) == 0xE0 && (start[1] & 0x18) != 0x08 && (start[1] & 0x06) is 0x02 or 0x04
        && (start[2] & 0xF0) is not (0xF0 or 0) && (start[2] & 0x0C) != 0x0C;

    private static bool IsRawGsm(ReadOnlySpan<byte> start)
    {
        if (start.Length < GsmDecoder.RawFrameBytes * GsmFramesMin) return false;
        for (var i = 0; i < start.Length; i += GsmDecoder.RawFrameBytes)
            if (start[i] >> 4 != 0xD) return false;
        return true;
    }
}
