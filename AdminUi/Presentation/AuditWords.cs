namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Actions of the audit log in words.</summary>
internal static class AuditWords
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["read"] = "Read",
        ["listen"] = "Listened",
        ["search"] = "Searched",
        ["download"] = "Downloaded",
        ["resend"] = "Resent",
        ["sign-in"] = "Signed in",
        ["sign-out"] = "Signed out",
        ["sign-in-refused"] = "Sign-in refused",
        ["user-add"] = "Added user",
        ["user-change"] = "Changed user",
        ["user-remove"] = "Removed user",
        ["password-reset"] = "Reset password",
        ["password-change"] = "Changed password",
        ["rules-change"] = "Changed settings",
        ["rules-download"] = "Downloaded settings",
        ["audit-export"] = "Exported audit log",
        ["audit-purge"] = "Deleted old entries",
    };

    /// <summary>The actions there are words for, to choose from.</summary>
    public static IEnumerable<string> All => Known.Keys;

    /// <summary>The words; of an action without, the action itself.</summary>
    public static string Of(string action)
    {
        if (Known.TryGetValue(action, out var words)) return words;
        var spaced = action.Replace('-', ' ');
        return spaced.Length == 0 ? spaced : char.ToUpperInvariant(spaced[0]) + spaced[1..];
    }
}
