using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>
/// Changes one rule in the text of <c>policies.json</c> and leaves all others as they stand there. Only for texts that
/// are right; whether the result is, is for whoever saves it to say.
/// </summary>
internal static class PolicyEdit
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // it goes into a file, never into a page as it is
    };

    /// <summary>With a rule in the place of the one of a name, or at the end without a name; null when it is gone.</summary>
    public static string? Put(string text, string? former, JsonObject rule) => Change(text, rules =>
    {
        if (former is null) rules.Add(rule);
        else if (Find(rules, former) is { } at) rules[at] = rule;
        else return false;
        return true;
    });

    /// <summary>Without a rule; null when it is gone already.</summary>
    public static string? Remove(string text, string name) => Change(text, rules =>
    {
        if (Find(rules, name) is not { } at) return false;
        rules.RemoveAt(at);
        return true;
    });

    /// <summary>With a rule one place further up or down; null when it is gone or there is no such place.</summary>
    public static string? Move(string text, string name, bool up) => Change(text, rules =>
    {
        if (Find(rules, name) is not { } at) return false;
        var to = up ? at - 1 : at + 1;
        if (to < 0 || to >= rules.Count) return false;
        var rule = rules[at];
        rules.RemoveAt(at);
        rules.Insert(to, rule);
        return true;
    });

    private static string? Change(string text, Func<JsonArray, bool> change)
    {
        var root = string.IsNullOrWhiteSpace(text) ? new JsonObject() : JsonNode.Parse(text)!.AsObject();
        if (root["rules"] is not JsonArray rules) root["rules"] = rules = [];
        return change(rules) ? root.ToJsonString(Written) + "\n" : null;
    }

    private static int? Find(JsonArray rules, string name)
    {
        for (var at = 0; at < rules.Count; at++)
            if (string.Equals((string?)rules[at]!["name"], name, StringComparison.OrdinalIgnoreCase))
                return at;
        return null;
    }
}
