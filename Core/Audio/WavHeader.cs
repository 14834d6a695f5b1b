namespace VoicemailOrleans.Core.Audio;

/// <summary>What the chunks of a WAV file say, with every size already clamped to the file.</summary>
internal sealed record WavHeader
{
    public const ushort Pcm = 0x0001;
    public const ushort MsAdpcm = 0x0002;
    public const ushort Float = 0x0003;
    public const ushort ALaw = 0x0006;
    public const ushort MuLaw = 0x0007;
    public const ushort ImaAdpcm = 0x0011;
    public const ushort Gsm610 = 0x0031;
    public const ushort G721 = 0x0040;
    public const ushort G726 = 0x0045;
    public const ushort G726Antex = 0x0064;

    /// <summary>No tag of WAV, which has none for it: what Sun audio means by its encodings 23, 25 and 26.</summary>
    public const ushort G726LowFirst = 0xFFF0;
    public const ushort Extensible = 0xFFFE;

    /// <summary>wFormatTag, or the first two octets of the sub-format GUID when that tag says EXTENSIBLE.</summary>
    public required ushort FormatTag { get; init; }

    public required int Channels { get; init; }

    public required int RateHz { get; init; }

    public required int BitsPerSample { get; init; }

    /// <summary>nBlockAlign as written: often wrong for PCM, needed for the ADPCMs.</summary>
    public required int BlockAlign { get; init; }

    /// <summary>Where the samples start.</summary>
    public required int DataOffset { get; init; }

    /// <summary>How many octets of samples there are.</summary>
    public required int DataLength { get; init; }

    /// <summary>Samples per channel by the fact chunk; 0 when absent.</summary>
    public required long FactSamples { get; init; }

    /// <summary>What was odd; null when nothing was.</summary>
    public required string? Oddity { get; init; }
}
