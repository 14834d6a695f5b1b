using System.Text.RegularExpressions;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

/// <summary>The ACL user that <c>docs/redis.md</c> tells people to make, made by the very words that stand there.</summary>
internal static partial class DocumentedUser
{
    /// <summary>Makes it on a server, and gives the URL to log in with.</summary>
    public static async Task<string> MakeAsync(RedisServer server)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/redis.md"));
        await server.CommandAsync(Command().Match(page).Value.Split(' '));
        return server.Url.Replace("//", "//voicemail:password@", StringComparison.Ordinal);
    }

    [GeneratedRegex("ACL SETUSER voicemail [^`\n]*")]
    private static partial Regex Command();
}
