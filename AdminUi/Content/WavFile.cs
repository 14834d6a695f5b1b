using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>Writes sound as a RIFF/WAVE file with 16-bit PCM, which every browser plays.</summary>
internal static class WavFile
{
    private const int HeaderLength = 44;

    public static byte[] Write(PcmAudio audio)
    {
        var data = MemoryMarshal.AsBytes(audio.Samples.Span);
        var file = new byte[HeaderLength + data.Length];
        "RIFF"u8.CopyTo(file);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        "data"u8.CopyTo(file.AsSpan(36));
        Put32(file, 4, file.Length - 8);
        Put32(file, 16, 16);
        Put16(file, 20, 1); // PCM
        Put16(file, 22, 1); // mono
        Put32(file, 24, audio.RateHz);
        Put32(file, 28, audio.RateHz * 2);
        Put16(file, 32, 2);
        Put16(file, 34, 16);
        Put32(file, 40, data.Length);
        data.CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    private static void Put16(byte[] file, int at, short value) =>
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), value);

    private static void Put32(byte[] file, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
}
