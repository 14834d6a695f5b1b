using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// 32 octets for AES-256-GCM: a master key, the key of a journal segment, or that of one content. Any thread.
/// </summary>
internal sealed class SealKey : IDisposable
{
    /// <summary>Octets of a key.</summary>
    public const int Length = 32;

    /// <summary>Octets that GCM adds to what it seals.</summary>
    public const int TagLength = 16;

    /// <summary>Octets of GCM's nonce.</summary>
    public const int NonceLength = 12;

    /// <summary>Octets of a wrapped key: a random nonce, the key sealed, the tag.</summary>
    public const int WrappedLength = NonceLength + Length + TagLength;

    private readonly byte[] octets;

    /// <summary>A key of these octets, which are copied.</summary>
    public SealKey(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != Length) throw new ArgumentException($"A key has {Length} octets.", nameof(octets));
        this.octets = octets.ToArray();
    }

    /// <summary>
    /// What tells this key from others without telling anything about it: the beginning of an HMAC-SHA-256 under it.
    /// </summary>
    public string Check => Convert.ToHexStringLower(HMACSHA256.HashData(octets, "voicemail key check"u8)[..8]);

    /// <summary>A new random key.</summary>
    public static SealKey Create()
    {
        Span<byte> octets = stackalloc byte[Length];
        RandomNumberGenerator.Fill(octets);
        var key = new SealKey(octets);
        CryptographicOperations.ZeroMemory(octets);
        return key;
    }

    /// <summary>A cipher with this key, for one thread.</summary>
    public AesGcm NewCipher() => new(octets, TagLength);

    /// <summary>Seals another key with this one. It opens only for what it is said to be about.</summary>
    public byte[] Wrap(SealKey key, string about)
    {
        var wrapped = new byte[WrappedLength];
        var nonce = wrapped.AsSpan(0, NonceLength);
        var rest = wrapped.AsSpan(NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = NewCipher();
        cipher.Encrypt(nonce, key.octets, rest[..Length], rest[Length..], Encoding.ASCII.GetBytes(about));
        return wrapped;
    }

    /// <summary>Opens a key that was sealed with this one.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or about something else.</exception>
    public SealKey Unwrap(ReadOnlySpan<byte> wrapped, string about)
    {
        if (wrapped.Length != WrappedLength) throw new InvalidDataException($"The key of {about} is damaged.");
        Span<byte> key = stackalloc byte[Length];
        var nonce = wrapped[..NonceLength];
        var rest = wrapped[NonceLength..];
        try
        {
            using var cipher = NewCipher();
            cipher.Decrypt(nonce, rest[..Length], rest[Length..], key, Encoding.ASCII.GetBytes(about));
            return new SealKey(key);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException($"The key of {about} is damaged.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(octets);
}
