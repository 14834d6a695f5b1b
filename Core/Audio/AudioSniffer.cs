namespace VoicemailOrleans.Core.Audio;

/// <summary>Tells what a recording is by its content.</summary>
public static class AudioSniffer
{
    // Five frames that all start with the magic nibble: one chance in a million for random octets.
    private const int GsmFramesMin = 5;

    /// <summary>The container, or <see cref="AudioContainer.Unknown"/>.</summary>
    public static AudioContainer Detect(ReadOnlySpan<byte> content)
    {
        if (content.Length < 12) return AudioContainer.Unknown;
        if (IsWave(content)) return AudioContainer.Wav;
        if (content.StartsWith(".snd"u8)) return AudioContainer.Au;
        if (content.StartsWith("OggS"u8)) return AudioContainer.Ogg;
        if (content.StartsWith("fLaC"u8)) return AudioContainer.Flac;
        if (content.StartsWith("#!AMR\n"u8) || content.StartsWith("#!AMR-WB\n"u8)) return AudioContainer.Amr;
        if (content[4..].StartsWith("ftyp"u8)) return AudioContainer.Mp4;
        if (content.StartsWith("FORM"u8) && content[8..].StartsWith("AIF"u8)) return AudioContainer.Aiff;
        if (content.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) return AudioContainer.Matroska;
        if (content.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]))
            return AudioContainer.Asf;
        if (content.StartsWith("ID3"u8)) return AudioContainer.Mp3;
        if (content[0] == 0xFF && (content[1] & 0xF6) == 0xF0) return AudioContainer.Aac;
        if (IsMpegFrame(content)) return AudioContainer.Mp3;
        return IsRawGsm(content) ? AudioContainer.RawGsm : AudioContainer.Unknown;
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
        _ => "unknown",
    };

    private static bool IsWave(ReadOnlySpan<byte> content) =>
        (content.StartsWith("RIFF"u8) || content.StartsWith("RF64"u8)) && content[8..].StartsWith("WAVE"u8);

    // Sync, a real version, layer III, a real bit rate and sample rate.
    private static bool IsMpegFrame(ReadOnlySpan<byte> content) =>
        content[0] == 0xFF && (content[1] & 0xE0) == 0xE0 && (content[1] & 0x18) != 0x08 && (content[1] & 0x06) == 0x02
        && (content[2] & 0xF0) is not (0xF0 or 0) && (content[2] & 0x0C) != 0x0C;

    private static bool IsRawGsm(ReadOnlySpan<byte> content)
    {
        if (content.Length < GsmDecoder.RawFrameBytes * GsmFramesMin) return false;
        for (var i = 0; i < content.Length; i += GsmDecoder.RawFrameBytes)
            if (content[i] >> 4 != 0xD) return false;
        return true;
    }
}
