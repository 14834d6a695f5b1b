namespace VoicemailOrleans.Bench.Load;

/// <summary>What the load generator's voicemails sound like.</summary>
internal static class Recordings
{
    /// <summary>Quiet noise in G.711: as incompressible as speech, and heard as nothing.</summary>
    public static byte[] Noise(int sizeBytes)
    {
        var wav = new byte[Math.Max(64, sizeBytes)];
        new Random(1).NextBytes(wav);
        "RIFF"u8.CopyTo(wav);
        BitConverter.TryWriteBytes(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        byte[] format = [16, 0, 0, 0, 7, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0];
        format.CopyTo(wav, 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BitConverter.TryWriteBytes(wav.AsSpan(40), wav.Length - 44);
        return wav;
    }
}
