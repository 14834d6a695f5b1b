using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// The user and password a client must name. Only digests are held, and they are compared in fixed time, both of them
/// always: neither the time nor the reply tells which of the two was wrong.
/// </summary>
public sealed class SmtpCredential
{
    private readonly byte[] user;
    private readonly byte[] password;

    /// <summary>Makes a credential.</summary>
    public SmtpCredential(string user, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(password);
        this.user = SHA256.HashData(Encoding.UTF8.GetBytes(user));
        this.password = SHA256.HashData(Encoding.UTF8.GetBytes(password));
    }

    internal bool Matches(ReadOnlySpan<byte> givenUser, ReadOnlySpan<byte> givenPassword)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(givenUser, digest);
        var userMatches = CryptographicOperations.FixedTimeEquals(digest, user);
        SHA256.HashData(givenPassword, digest);
        var passwordMatches = CryptographicOperations.FixedTimeEquals(digest, password);
        return userMatches & passwordMatches;
    }
}
