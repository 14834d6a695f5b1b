using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class WavWriterTests
{
    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    public void Write_ReadBack_IsTheSameSound(int rateHz)
    {
        var audio = new PcmAudio(new short[] { 0, 1, -1, short.MaxValue, short.MinValue }, rateHz);
        var decoded = Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode(WavWriter.Write(audio)));
        Assert.Equal(rateHz, decoded.Audio.RateHz);
        Assert.Equal(audio.Samples.ToArray(), decoded.Audio.Samples.ToArray());
        Assert.Null(decoded.Warning);
    }

    [Fact]
    public void WriteHeaderless_Samples_AreLittleEndian() =>
        Assert.Equal([0x34, 0x12, 0xFF, 0xFF], WavWriter.WriteHeaderless([0x1234, -1]));
}
