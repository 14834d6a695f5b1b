using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Makes boundaries that collide with nothing: they occur nowhere in the message, and are neither a prefix nor an
/// extension of any boundary in it, because some readers take <c>--b1x</c> for the boundary line of <c>b1</c>. The same
/// seed and message give the same boundaries.
/// </summary>
internal sealed class BoundarySource(MimeMessage message, string seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int TriesMax = 500;

    private readonly List<string> others =
        [.. message.Parts().Select(part => part.Type.Parameter("boundary") ?? "").Where(other => other.Length > 0)];

    private int tries;

    /// <summary>A new boundary; null when the message leaves no room for one.</summary>
    public string? Next()
    {
        while (tries < TriesMax)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{tries++}"));
            var candidate = string.Concat(hash.Select(octet => Letters[octet % Letters.Length])) + "_vm";
            if (others.Exists(other => IsPrefixed(other, candidate) || IsPrefixed(candidate, other))) continue;
            if (message.Content.Span.IndexOf(Encoding.ASCII.GetBytes(candidate)) >= 0) continue;
            others.Add(candidate);
            return candidate;
        }

        return null;
    }

    private static bool IsPrefixed(string text, string start) => text.StartsWith(start, StringComparison.Ordinal);
}
