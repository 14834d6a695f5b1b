namespace VoicemailOrleans.AdminUi.Web;

/// <summary>Addresses to go back to, which a stranger may have put into a link.</summary>
internal static class LocalUrl
{
    /// <summary>The address if it stays on this host, otherwise the fallback.</summary>
    public static string Or(string? url, string fallback)
    {
        var local = url is "/" or ['/', not ('/' or '\\'), ..];
        return local && !url!.Any(char.IsControl) ? url! : fallback;
    }
}
