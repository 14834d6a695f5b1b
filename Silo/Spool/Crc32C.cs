using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), in pieces: start with <see cref="Seed"/>, end with
/// <see cref="Finish"/>.
/// </summary>
internal static class Crc32C
{
    /// <summary>Where every checksum starts.</summary>
    public const uint Seed = 0xFFFFFFFF;

    /// <summary>Takes more octets in. The processor has an instruction for eight at a time.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> octets)
    {
        var eights = MemoryMarshal.Cast<byte, ulong>(octets);
        foreach (var eight in eights)
        {
            var littleEndian = BitConverter.IsLittleEndian ? eight : BinaryPrimitives.ReverseEndianness(eight);
            crc = BitOperations.Crc32C(crc, littleEndian);
        }

        foreach (var octet in octets[(eights.Length * 8)..]) crc = BitOperations.Crc32C(crc, octet);
        return crc;
    }

    /// <summary>The checksum's final form.</summary>
    public static uint Finish(uint crc) => ~crc;

    /// <summary>The checksum of octets in one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> octets) => Finish(Update(Seed, octets));

    /// <summary>The checksum of octets in several pieces.</summary>
    public static uint Of(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var crc = Seed;
        foreach (var piece in pieces) crc = Update(crc, piece.Span);
        return Finish(crc);
    }
}
