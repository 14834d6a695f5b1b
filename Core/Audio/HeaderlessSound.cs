using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Sound without any header, whose media type says all: µ-law (RFC 2046 section 4.3) and G.726 of 32 kb/s as VPIM sends
/// it (RFC 3802), both at 8 kHz and of one channel.
/// </summary>
internal static class HeaderlessSound
{
    private const int RateHz = 8_000;

    /// <summary>What the media type says, in the words of WAV; null when it says no such thing.</summary>
    public static WavHeader? Find(OctetSource file) => file.MediaType switch
    {
        "audio/basic" => Header(file, WavHeader.MuLaw, 8),
        "audio/32kadpcm" => Header(file, WavHeader.G726LowFirst, 4),
        _ => null,
    };

    private static WavHeader Header(OctetSource file, ushort tag, int bits) => new()
    {
        FormatTag = tag,
        BitsPerSample = bits,
        RateHz = RateHz,
        Channels = 1,
        BlockAlign = 1,
        DataOffset = 0,
        DataLength = file.Length,
        FactSamples = 0,
        Oddity = $"without a header: taken for the {file.MediaType} it says it is",
    };
}
