using System.Security.Cryptography;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Random passwords that can be read off a terminal: four groups of five without look-alikes, 98 bits.
/// </summary>
internal static class ReadablePassword
{
    private const string Alphabet = "abcdefghjkmnpqrstvwxyz23456789";

    public static string Create() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 5)));
}
