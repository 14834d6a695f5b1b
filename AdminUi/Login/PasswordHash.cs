using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Passwords as stored: <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two in base64. 600,000 iterations is the
/// OWASP Password Storage Cheat Sheet's figure for PBKDF2-HMAC-SHA256; the count is stored, so it can be raised later.
/// </summary>
internal static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Iterations = 600_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    /// <summary>A hash that no password has: checking against it takes as long as against a real one.</summary>
    public static string OfNobody { get; } = Format(Iterations, new byte[SaltLength], new byte[HashLength]);

    public static string Create(string password, int iterations = Iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Format(iterations, salt, Derive(password, salt, iterations));
    }

    public static bool Verify(string stored, string password)
    {
        var parts = stored.Split('$');
        if (parts is not [Scheme, var count, var salt64, var hash64]) return false;
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)) return false;
        if (iterations is < 1 or > 10_000_000) return false;
        try
        {
            var derived = Derive(password, Convert.FromBase64String(salt64), iterations);
            return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(hash64));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) => Rfc2898DeriveBytes.Pbkdf2(
        Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, HashLength);

    private static string Format(int iterations, byte[] salt, byte[] hash) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
}
