using System.Text.Json;
using VoicemailOrleans.Core.Rules;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// Reads rules as administrators write them: <c>{"rules": [{"name": "Board", ...}, ...]}</c>. Everything that is wrong
/// is said at once, with the rule and the field it is in.
/// </summary>
public static class PolicyText
{
    /// <summary>Rules of one text.</summary>
    public const int RulesMax = 500;

    /// <summary>The values of <c>engines</c>, as they are written.</summary>
    public static readonly IReadOnlyDictionary<string, EngineChoice> Engines = new Dictionary<string, EngineChoice>
    {
        ["off"] = EngineChoice.Off,
        ["on-premises"] = EngineChoice.OnPremises,
        ["any"] = EngineChoice.Any,
    };

    /// <summary>The values of <c>redact</c>, as they are written.</summary>
    public static readonly IReadOnlyDictionary<string, RedactionLevel> Redactions =
        new Dictionary<string, RedactionLevel>
        {
            ["off"] = RedactionLevel.Off,
            ["cards"] = RedactionLevel.Cards,
            ["all"] = RedactionLevel.All,
        };

    /// <summary>The values of <c>profanity</c>, as they are written, and whether it is masked.</summary>
    public static readonly IReadOnlyDictionary<string, bool> Profanities =
        new Dictionary<string, bool> { ["show"] = false, ["mask"] = true };

    private const string List = "rules";

    /// <summary>Reads a text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="roles">The roles there are.</param>
    public static Parsed<IReadOnlyList<PolicyRule>> Parse(string text, IReadOnlyCollection<string> roles)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Parse(document.RootElement, roles);
        }
        catch (JsonException e)
        {
            var what = e.Message.Split(" LineNumber")[0];
            return Parsed<IReadOnlyList<PolicyRule>>.Wrong($"Line {e.LineNumber + 1} is not JSON: {what}");
        }
        catch (InvalidOperationException)
        {
            return Parsed<IReadOnlyList<PolicyRule>>.Wrong("A text in it has half a character, written as \\u....");
        }
    }

    private static Parsed<IReadOnlyList<PolicyRule>> Parse(JsonElement root, IReadOnlyCollection<string> roles)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Parsed<IReadOnlyList<PolicyRule>>.Wrong("It must be an object with a list of rules.");
        List<string> problems = [];
        List<PolicyRule> rules = [];
        JsonElement? list = null;
        foreach (var field in root.EnumerateObject())
        {
            if (field.Name != List) problems.Add($"'{field.Name}' is unknown here; the only field is '{List}'.");
            else if (list is not null) problems.Add($"'{List}' stands there twice.");
            else list = field.Value;
        }

        if (list is not { ValueKind: JsonValueKind.Array } found)
            problems.Add($"'{List}' must be a list of rules.");
        else if (found.GetArrayLength() > RulesMax)
            problems.Add($"There are more than {RulesMax} rules.");
        else
            foreach (var element in found.EnumerateArray())
                rules.Add(new PolicyRuleReader(element, rules.Count + 1, roles, problems).Read());

        var twice = rules.Where(rule => rule.Name.Length > 0)
            .GroupBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1);
        problems.AddRange(twice.Select(same => $"Rule “{same.Key}”, name: {same.Count()} rules are called so."));
        return problems.Count == 0
            ? Parsed<IReadOnlyList<PolicyRule>>.Of(rules)
            : Parsed<IReadOnlyList<PolicyRule>>.Wrong(problems);
    }
}
