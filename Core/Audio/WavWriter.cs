using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// Writes mono 16-bit PCM as a WAV file with the plain 44-octet header: what engines and browsers all read.
/// </summary>
public static class WavWriter
{
    private const int HeaderBytes = 44;
    private const int BytesPerSample = 2;

    /// <summary>The whole file.</summary>
    public static byte[] Write(PcmAudio audio)
    {
        var dataBytes = checked(audio.Samples.Length * BytesPerSample);
        var file = new byte[checked(HeaderBytes + dataBytes)];
        var header = file.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderBytes - 8 + dataBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], (short)WavHeader.Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], audio.RateHz);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], audio.RateHz * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * BytesPerSample);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], dataBytes);
        WriteSamples(audio.Samples.Span, header[HeaderBytes..]);
        return file;
    }

    /// <summary>The samples alone, little-endian: LINEAR16 without a header.</summary>
    public static byte[] WriteHeaderless(ReadOnlySpan<short> samples)
    {
        var bytes = new byte[checked(samples.Length * BytesPerSample)];
        WriteSamples(samples, bytes);
        return bytes;
    }

    private static void WriteSamples(ReadOnlySpan<short> samples, Span<byte> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(samples).CopyTo(target);
            return;
        }

        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(target[(BytesPerSample * i)..], samples[i]);
    }
}
