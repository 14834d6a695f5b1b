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

    public string FileOf(RuleKind kind) => Path.Combine(Root, kind.FileName());

    public string ChangeOf(RuleKind kind, int number) =>
        Path.Combine(Changes, string.Create(CultureInfo.InvariantCulture, $"{kind.FileName()}.{number:D6}"));

    /// <summary>The numbers of the changes of a file, newest first.</summary>
    public IReadOnlyList<int> NumbersOf(RuleKind kind) => !Directory.Exists(Changes)
        ? []
        : [
            .. from path in Directory.EnumerateFiles(Changes, kind.FileName() + ".*")
            let end = Path.GetExtension(path)[1..]
            where int.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            orderby end descending
            select int.Parse(end, CultureInfo.InvariantCulture)
        ];
}
