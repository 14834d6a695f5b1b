namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// What the first octets say a recording is. Names are never asked, media types only where the octets say nothing: PBXs
/// get them wrong.
/// </summary>
public enum AudioContainer
{
    /// <summary>No sound format known to us.</summary>
    Unknown,

    /// <summary>RIFF or RF64 WAVE, any codec inside.</summary>
    Wav,

    /// <summary>Sun/NeXT audio (<c>.snd</c> magic).</summary>
    Au,

    /// <summary>Bare GSM 06.10 frames of 33 octets.</summary>
    RawGsm,

    /// <summary>MPEG audio layer III, with or without ID3.</summary>
    Mp3,

    /// <summary>Ogg (Opus, Vorbis, Speex).</summary>
    Ogg,

    /// <summary>FLAC.</summary>
    Flac,

    /// <summary>AMR narrow-band or wide-band storage format (RFC 4867 section 5).</summary>
    Amr,

    /// <summary>ISO base media: M4A, MP4, 3GP.</summary>
    Mp4,

    /// <summary>AAC with ADTS headers.</summary>
    Aac,

    /// <summary>AIFF or AIFF-C.</summary>
    Aiff,

    /// <summary>Matroska or WebM.</summary>
    Matroska,

    /// <summary>Windows Media (ASF).</summary>
    Asf,

    /// <summary>RIFX WAVE: the numbers lie the other way round.</summary>
    BigEndianWav,

    /// <summary>MPEG audio layer II.</summary>
    Mp2,

    /// <summary>Apple's Core Audio Format.</summary>
    Caf,
}
