namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Recognises recordings by their first octets, whatever the part calls itself.</summary>
public static class AudioSignature
{
    /// <summary>The media type the octets say they are; null when they are no known sound.</summary>
    public static string? Recognise(ReadOnlySpan<byte> start) => start switch
    {
        _ when (start.StartsWith("RIFF"u8) || start.StartsWith("RF64"u8) || start.StartsWith("RIFX"u8))
            && start.Length >= 12 && start[8..].StartsWith("WAVE"u8) => "audio/wav",
        _ when start.StartsWith("fLaC"u8) => "audio/flac",
        _ when start.StartsWith("OggS"u8) => "audio/ogg",
        _ when start.StartsWith("#!AMR"u8) => "audio/amr",
        _ when start.StartsWith(".snd"u8) => "audio/basic",
        _ when start.StartsWith("caff"u8) => "audio/x-caf",
        _ when start.StartsWith("ID3"u8) && start.Length >= 5 && start[3] < 10 && start[4] < 10 => "audio/mpeg",
        _ when IsMpegFrame(start) => "audio/mpeg",
        _ when start.Length >= 12 && start[4..].StartsWith("ftyp"u8)
            && (start[8..].StartsWith("M4A"u8) || start[8..].StartsWith("M4B"u8)) => "audio/mp4",
        _ => null,
    };

    /// <summary>
    /// An MPEG audio frame header of layer II or III with no reserved value in it (a UTF-16
    /// byte order mark would pass as layer I).
    /// </summary>
    private static bool IsMpegFrame(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0xFF && (start[1] & 0xE0) == 0xE0
        && (start[1] & 0x18) != 0x08 && (start[1] & 0x06) is 0x02 or 0x04
        && (start[2] & 0xF0) is not (0xF0 or 0) && (start[2] & 0x0C) != 0x0C;
}
