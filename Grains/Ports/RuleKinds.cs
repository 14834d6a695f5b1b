namespace VoicemailOrleans.Grains;

/// <summary>What the files are called.</summary>
public static class RuleKinds
{
    /// <summary>Its file name.</summary>
    public static string FileName(this RuleKind kind) => kind switch
    {
        RuleKind.Policies => "policies.json",
        RuleKind.Profiles => "profiles.json",
        _ => "directory.csv",
    };
}
