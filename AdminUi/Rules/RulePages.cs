using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>The pages of the settings.</summary>
internal static class RulePages
{
    public static IReadOnlyList<RuleKind> All { get; } = Enum.GetValues<RuleKind>();

    public static string TitleOf(RuleKind kind) => kind.ToString();

    /// <summary>The page's address, below the root.</summary>
    public static string AddressOf(RuleKind kind) => $"settings/{SlugOf(kind)}";

    /// <summary>The file that an address means; null for none.</summary>
    public static RuleKind? Find(string slug)
    {
        foreach (var kind in All)
            if (SlugOf(kind) == slug)
                return kind;
        return null;
    }

    private static string SlugOf(RuleKind kind) => TitleOf(kind).ToLowerInvariant();
}
