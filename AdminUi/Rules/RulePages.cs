using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>The pages of the settings, and what their files are called.</summary>
internal static class RulePages
{
    private static readonly Dictionary<RuleKind, (string Slug, string File)> Known = new()
    {
        [RuleKind.Policies] = ("policies", "policies.json"),
        [RuleKind.Profiles] = ("profiles", "profiles.json"),
        [RuleKind.Directory] = ("directory", "directory.csv"),
    };

    public static IEnumerable<RuleKind> All => Known.Keys;

    public static string TitleOf(RuleKind kind) => kind.ToString();

    public static string FileOf(RuleKind kind) => Known[kind].File;

    /// <summary>The page's address, below the root.</summary>
    public static string AddressOf(RuleKind kind) => $"settings/{Known[kind].Slug}";

    /// <summary>The file that an address means; null for none.</summary>
    public static RuleKind? Find(string slug)
    {
        foreach (var (kind, page) in Known)
            if (page.Slug == slug)
                return kind;
        return null;
    }
}
