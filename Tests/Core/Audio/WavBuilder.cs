using System.Buffers.Binary;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Core.Audio;

/// <summary>Makes sound and WAV files for the tests.</summary>
internal static class WavBuilder
{
    public static byte[] Build(ushort tag, int channels, int bits, byte[] data, int rateHz = 8000)
    {
        var file = new byte[44 + data.Length];
        WavWriter.Write(new PcmAudio(new short[data.Length / 2], rateHz)).CopyTo(file, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), tag);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), (short)bits);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), data.Length);
        data.CopyTo(file, 44);
        return file;
    }

    public static PcmAudio Join(params PcmAudio[] parts) =>
        new(parts.SelectMany(part => part.Samples.ToArray()).ToArray(), parts[0].RateHz);

    public static PcmAudio Silence(double seconds, int rateHz = 8000) => new(new short[(int)(seconds * rateHz)], rateHz);

    public static PcmAudio Tones(double seconds, double amplitude, int rateHz, params double[] hz) => new(
        Enumerable.Range(0, (int)(seconds * rateHz))
            .Select(i => (short)hz.Sum(f => amplitude * Math.Sin(2 * Math.PI * f * i / rateHz))).ToArray(),
        rateHz);

    public static PcmAudio Noise(double seconds, double amplitude, int seed)
    {
        var random = new Random(seed);
        return new PcmAudio(Enumerable.Range(0, (int)(seconds * 8000)).Select(_ => (short)(amplitude * (2 * random.NextDouble() - 1))).ToArray(), 8000);
    }

    public static PcmAudio Add(PcmAudio a, PcmAudio b) =>
        new(a.Samples.ToArray().Zip(b.Samples.ToArray(), (x, y) => (short)Math.Clamp(x + y, -32768, 32767)).ToArray(), a.RateHz);
}
