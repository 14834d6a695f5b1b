using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>
/// A rule as somebody types it. What is typed is written into the file as it is, so that there is one place that says
/// what is wrong with a rule: whoever reads the file.
/// </summary>
internal sealed record PolicyForm
{
    /// <summary>The tag is given.</summary>
    public const string OwnTag = "own";

    /// <summary>There is to be no tag.</summary>
    public const string NoTag = "none";

    public string Name { get; init; } = "";

    /// <summary>A line each.</summary>
    public string Recipients { get; init; } = "";

    /// <summary>A line each.</summary>
    public string Mailboxes { get; init; } = "";

    public string Engines { get; init; } = "";

    public string Language { get; init; } = "";

    public string DeliverByMinutes { get; init; } = "";

    /// <summary><c>true</c>, <c>false</c>, or empty where the rule says nothing.</summary>
    public string LateTranscript { get; init; } = "";

    public string ConfidenceMin { get; init; } = "";

    public string Redact { get; init; } = "";

    public string Profanity { get; init; } = "";

    /// <summary><see cref="OwnTag"/>, <see cref="NoTag"/>, or empty where the rule says nothing.</summary>
    public string TagChoice { get; init; } = "";

    public string SubjectTag { get; init; } = "";

    public IReadOnlyList<string> RemoveHeaders { get; init; } = [];

    public string RetentionDays { get; init; } = "";

    public IReadOnlyList<string> Listen { get; init; } = [];

    /// <summary>The rules of a text that is right.</summary>
    public static IReadOnlyList<PolicyRule> Rules(string text) =>
        string.IsNullOrWhiteSpace(text) ? [] : PolicyText.Parse(text, Role.Names).Value ?? [];

    /// <summary>What a rule says.</summary>
    public static PolicyForm Of(PolicyRule rule) => new()
    {
        Name = rule.Name,
        Recipients = string.Join('\n', rule.Recipients),
        Mailboxes = string.Join('\n', rule.Mailboxes),
        Engines = PolicyText.Engines.FirstOrDefault(engines => engines.Value == rule.Engines).Key ?? "",
        Language = rule.Language ?? "",
        DeliverByMinutes = Number(rule.DeliverBy?.TotalMinutes),
        LateTranscript = rule.LateTranscript switch { null => "", true => "true", false => "false" },
        ConfidenceMin = Number(rule.ConfidenceMin),
        Redact = PolicyText.Redactions.FirstOrDefault(level => level.Value == rule.Redaction).Key ?? "",
        Profanity = PolicyText.Profanities.FirstOrDefault(choice => choice.Value == rule.MaskProfanity).Key ?? "",
        TagChoice = rule.SubjectTag switch { null => "", "" => NoTag, _ => OwnTag },
        SubjectTag = rule.SubjectTag ?? "",
        RemoveHeaders = rule.RemovedHeaders ?? [],
        RetentionDays = Number(rule.Retention?.TotalDays),
        Listen = rule.Listen ?? [],
    };

    /// <summary>What was posted.</summary>
    public static PolicyForm Read(IFormCollection form) => new()
    {
        Name = Line(form, "name"),
        Recipients = form["recipients"].ToString(),
        Mailboxes = form["mailboxes"].ToString(),
        Engines = Line(form, "engines"),
        Language = Line(form, "language"),
        DeliverByMinutes = Line(form, "deliverByMinutes"),
        LateTranscript = Line(form, "lateTranscript"),
        ConfidenceMin = Line(form, "confidenceMin"),
        Redact = Line(form, "redact"),
        Profanity = Line(form, "profanity"),
        TagChoice = Line(form, "tagChoice"),
        SubjectTag = Line(form, "subjectTag"),
        RemoveHeaders = [.. form["removeHeaders"].OfType<string>()],
        RetentionDays = Line(form, "retentionDays"),
        Listen = [.. form["listen"].OfType<string>()],
    };

    /// <summary>As it stands in the file.</summary>
    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["name"] = Name };
        AddList(rule, "recipients", Entries(Recipients));
        AddList(rule, "mailboxes", Entries(Mailboxes));
        AddText(rule, "engines", Engines);
        AddText(rule, "language", Language);
        AddNumber(rule, "deliverByMinutes", DeliverByMinutes);
        if (LateTranscript.Length > 0)
            rule["lateTranscript"] = bool.TryParse(LateTranscript, out var isSent) ? isSent : LateTranscript;
        AddNumber(rule, "confidenceMin", ConfidenceMin);
        AddText(rule, "redact", Redact);
        AddText(rule, "profanity", Profanity);
        if (TagChoice == NoTag) rule["subjectTag"] = "";
        else if (TagChoice == OwnTag) rule["subjectTag"] = SubjectTag;
        AddList(rule, "removeHeaders", RemoveHeaders);
        AddNumber(rule, "retentionDays", RetentionDays);
        AddList(rule, "listen", Listen);
        return rule;
    }

    private static string Line(IFormCollection form, string name) => form[name].ToString().Trim();

    private static string Number(double? number) => number?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    private static string[] Entries(string text) =>
        text.Split(['\n', '\r', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void AddText(JsonObject rule, string field, string text)
    {
        if (text.Length > 0) rule[field] = text;
    }

    private static void AddNumber(JsonObject rule, string field, string text)
    {
        if (text.Length == 0) return;
        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        rule[field] = isNumber && double.IsFinite(number) ? number : text;
    }

    private static void AddList(JsonObject rule, string field, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0) rule[field] = new JsonArray([.. texts.Select(text => (JsonNode)text)]);
    }
}
