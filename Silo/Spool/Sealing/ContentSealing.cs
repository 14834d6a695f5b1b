using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Content that lies sealed on disk, when the site gives keys for it. Theory of operation.
/// <para>Each content has a random key of its own, and is sealed while it comes in, on its session's thread: what waits
/// in the journal, is moved to its file and is copied to a backup are the same sealed octets, never opened on the way.
/// A content is cut into chunks, so that one of any length is sealed and opened in little memory. A chunk's nonce is
/// its number and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), and
/// each is bound to the correlation ID: what is cut off, put in another order or taken from another message does not
/// open. A key seals one content, so no nonce comes twice.</para>
/// <para>The key never lies beside its content, so that destroying it destroys every copy that was ever made of the
/// content: of its file, in a snapshot, in freed blocks. In the journal it stands behind its content, wrapped by the
/// key of the segment, which has a file of its own (<see cref="SegmentKeyFile"/>) and is overwritten when the segment
/// goes; so the 250 waits for the same single flush as ever, and a damaged record harms no other. Intake wraps it with
/// the master key into <c>content-keys/DAY/ID.key</c>, before it writes the envelope; a purge overwrites that file
/// (<see cref="KeyShredder"/>). It is one file for each message because a purge is another process's than the writing,
/// and files of their own need no lock; and in a folder of its own so that a site can keep it on a volume, and in
/// backups, apart from the content.</para>
/// <para>The master key wraps keys and nothing else: for a new one (<see cref="Rekeying"/>) keys are wrapped again, not
/// content. A wrapped key names its master, so a process that lacks it knows that nothing is damaged.</para>
/// <code>
/// content   chunks of 65,520 octets, the last one shorter (or empty), each sealed and followed by its tag: 64 KiB
/// nonce     seven zeros | number of the chunk, big-endian(4) | 1 for the last, else 0
/// data      the correlation ID in ASCII
/// </code>
/// </summary>
internal static class ContentSealing
{
    /// <summary>The name of this form in a record and in an envelope file.</summary>
    public const string Form = "aes-256-gcm-64k";

    /// <summary>Octets of a whole chunk on disk.</summary>
    public const int ChunkLength = 64 * 1024;

    /// <summary>Octets that a whole chunk holds.</summary>
    public const int HeldLength = ChunkLength - SealKey.TagLength;

    private const int BlockHeldLength = 16 * HeldLength; // what is read at once: an ordinary voicemail whole

    /// <summary>Octets on disk of so many.</summary>
    public static long SealedLength(long length) =>
        length + SealKey.TagLength * Math.Max(1, (length + HeldLength - 1) / HeldLength);

    /// <summary>Octets that so many on disk hold; null when no content can be of that length.</summary>
    public static long? HeldBy(long sealedLength)
    {
        var held = sealedLength - SealKey.TagLength * ((sealedLength + ChunkLength - 1) / ChunkLength);
        return sealedLength > 0 && held >= 0 && SealedLength(held) == sealedLength ? held : null;
    }

    /// <summary>What every chunk of a message is bound to.</summary>
    public static byte[] DataOf(CorrelationId id) => Encoding.ASCII.GetBytes(id.Value);

    /// <summary>Fills in a chunk's nonce.</summary>
    public static void WriteNonce(Span<byte> nonce, uint number, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(nonce[7..], number);
        nonce[11] = isLast ? (byte)1 : (byte)0;
    }

    /// <summary>Opens a sealed file, read from its start, into memory of the length that it holds.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or not what this key sealed for this message.</exception>
    public static async ValueTask OpenAsync(
        Stream file, SealKey key, CorrelationId id, Memory<byte> target, CancellationToken cancellationToken)
    {
        using var cipher = key.NewCipher();
        var data = DataOf(id);
        var block = ArrayPool<byte>.Shared.Rent((int)SealedLength(Math.Min(target.Length, BlockHeldLength)));
        try
        {
            var number = 0u;
            do
            {
                var held = target[..Math.Min(BlockHeldLength, target.Length)];
                target = target[held.Length..];
                var octets = block.AsMemory(0, (int)SealedLength(held.Length));
                await file.ReadExactlyAsync(octets, cancellationToken);
                number = Open(cipher, data, number, target.IsEmpty, octets.Span, held.Span);
            }
            while (!target.IsEmpty);
        }
        catch (Exception e) when (e is AuthenticationTagMismatchException or EndOfStreamException)
        {
            throw new InvalidDataException($"The content of {id} is damaged: it is not what was sealed.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Opens a run of chunks; returns the number of the next.</summary>
    private static uint Open(
        AesGcm cipher, byte[] data, uint number, bool isEnd, ReadOnlySpan<byte> octets, Span<byte> held)
    {
        Span<byte> nonce = stackalloc byte[SealKey.NonceLength];
        do
        {
            var chunk = held[..Math.Min(HeldLength, held.Length)];
            held = held[chunk.Length..];
            WriteNonce(nonce, number++, isEnd && held.IsEmpty);
            var tag = octets.Slice(chunk.Length, SealKey.TagLength);
            cipher.Decrypt(nonce, octets[..chunk.Length], tag, chunk, data);
            octets = octets[(chunk.Length + SealKey.TagLength)..];
        }
        while (!held.IsEmpty);
        return number;
    }
}
