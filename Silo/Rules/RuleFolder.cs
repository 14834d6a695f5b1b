using System.Globalization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>
/// Where the files of administrators lie:
/// <code>
/// rules/policies.json, profiles.json, directory.csv   what is in effect; may be edited by hand
/// rules/changes/policies.json.000012                  change 12: one line of JSON about it, then the text it replaced
/// </code>
/// </summary>
internal sealed class RuleFolder(string storagePath)
{
    public string Root { get; } = Path.Combine(Path.GetFullPath(storagePath), "rules");

    public string Changes => Path.Combine(Root, "changes");

    public static string NameOf(RuleKind kind) => kind switch
    {
        RuleKind.Policies => "policies.json",
        RuleKind.Profiles => "profiles.json",
        _ => "directory.csv",
    };

    public string FileOf(RuleKind kind) => Path.Combine(Root, NameOf(kind));

    public string ChangeOf(RuleKind kind, int number) =>
        Path.Combine(Changes, string.Create(CultureInfo.InvariantCulture, $"{NameOf(kind)}.{number:D6}"));

    /// <summary>The numbers of the changes of a file, newest first.</summary>
    public IReadOnlyList<int> NumbersOf(RuleKind kind) => !Directory.Exists(Changes)
        ? []
        : [
            .. from path in Directory.EnumerateFiles(Changes, NameOf(kind) + ".*")
            let end = Path.GetExtension(path)[1..]
            where int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            orderby end descending
            select int.Parse(end, CultureInfo.InvariantCulture)
        ];
}
