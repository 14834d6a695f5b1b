using System.Globalization;
using System.Text.Json;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Reads one rule field by field, and notes what is wrong with each.</summary>
internal sealed class PolicyRuleReader
{
    private const int NameLengthMax = 60;
    private const int TagLengthMax = 60;
    private const int PatternLengthMax = 254; // an address
    private const int PatternsMax = 1_000;

    private readonly JsonElement element;
    private readonly int number;
    private readonly IReadOnlyCollection<string> roles;
    private readonly List<string> problems;
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private PolicyRule rule = new() { Name = "" };

    /// <summary>Reads a rule.</summary>
    /// <param name="element">Where it stands.</param>
    /// <param name="number">Its place in the list, from 1.</param>
    /// <param name="roles">The roles there are.</param>
    /// <param name="problems">Where problems go.</param>
    public PolicyRuleReader(
        JsonElement element, int number, IReadOnlyCollection<string> roles, List<string> problems) =>
        (this.element, this.number, this.roles, this.problems) = (element, number, roles, problems);

    /// <summary>The rule, as far as it could be read.</summary>
    public PolicyRule Read()
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"Rule {number} must be an object with a name.");
            return rule;
        }

        // The name first, because whatever else is wrong is told by it.
        foreach (var field in element.EnumerateObject().Where(field => field.Name == "name"))
            rule = rule with { Name = Text(field.Value) is { } name && IsLine(name, 1, NameLengthMax) ? name : "" };
        if (rule.Name.Length == 0) Wrong("name", $"must be a text of 1 to {NameLengthMax} characters.");
        foreach (var field in element.EnumerateObject())
        {
            if (!seen.Add(field.Name)) Wrong(field.Name, "stands there twice.");
            else Read(field.Name, field.Value);
        }

        if (!seen.Any(IsEffect))
            problems.Add($"{Where}: says nothing. Give it at least one of engines, language, deliverByMinutes, "
                + "lateTranscript, confidenceMin, redact, profanity, subjectTag, removeHeaders, retentionDays, listen.");
        return rule;
    }

    private static bool IsEffect(string field) => field is not ("name" or "recipients" or "mailboxes");

    private string Where => rule.Name.Length > 0 ? $"Rule “{rule.Name}”" : $"Rule {number}";

    private void Read(string field, JsonElement value) => rule = field switch
    {
        "name" => rule,
        "recipients" => rule with { Recipients = Patterns(field, value, areAddresses: true) },
        "mailboxes" => rule with { Mailboxes = Patterns(field, value, areAddresses: false) },
        "engines" => rule with { Engines = Choice(field, value, PolicyText.Engines) },
        "language" => rule with { Language = Language(field, value) },
        "deliverByMinutes" => rule with { DeliverBy = Time(field, value, TimeSpan.FromMinutes(1), 0.1, 1440) },
        "lateTranscript" => rule with { LateTranscript = YesOrNo(field, value) },
        "confidenceMin" => rule with { ConfidenceMin = Number(field, value, 0, 1) },
        "redact" => rule with { Redaction = Choice(field, value, PolicyText.Redactions) },
        "profanity" => rule with { MaskProfanity = Choice(field, value, PolicyText.Profanities) },
        "subjectTag" => rule with { SubjectTag = Tag(field, value) },
        "removeHeaders" => rule with { RemovedHeaders = Some(field, value, RemovableHeaders.All) },
        "retentionDays" => rule with { Retention = Time(field, value, TimeSpan.FromDays(1), 0.1, 3650) },
        "listen" => rule with { Listen = Some(field, value, roles) },
        _ => Unknown(field),
    };

    private PolicyRule Unknown(string field)
    {
        Wrong(field, "is not known.");
        return rule;
    }

    private IReadOnlyList<string> Patterns(string field, JsonElement value, bool areAddresses)
    {
        if (Texts(value) is not { Count: > 0 and <= PatternsMax } texts)
        {
            Wrong(field, "must be a list of texts with something in it. Leave it out for everybody.");
            return [];
        }

        foreach (var text in texts)
        {
            if (!IsLine(text, 1, PatternLengthMax)) Wrong(field, "has an empty entry, or one that is too long.");
            else if (areAddresses && !text.Contains('@', StringComparison.Ordinal)
                && !text.Contains('*', StringComparison.Ordinal))
                Wrong(field, $"'{text}' is neither an address nor @domain.");
        }

        return texts;
    }

    private T? Choice<T>(string field, JsonElement value, IReadOnlyDictionary<string, T> choices) where T : struct
    {
        if (Text(value) is { } text && choices.TryGetValue(text, out var choice)) return choice;
        Wrong(field, $"must be one of {string.Join(", ", choices.Keys)}.");
        return null;
    }

    private bool? YesOrNo(string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong(field, "must be true or false.");
        return null;
    }

    private string? Language(string field, JsonElement value)
    {
        var (text, problem) = LanguageTags.Parse(Text(value) ?? "");
        if (problem is not null) Wrong(field, problem + ".");
        return text;
    }

    private string? Tag(string field, JsonElement value)
    {
        if (Text(value) is { } text && IsLine(text, 0, TagLengthMax)) return text;
        Wrong(field, $"must be a text of up to {TagLengthMax} characters; an empty one is for no tag.");
        return null;
    }

    private IReadOnlyList<string>? Some(string field, JsonElement value, IReadOnlyCollection<string> known)
    {
        if (Texts(value) is { Count: > 0 } texts && texts.All(known.Contains)) return [.. texts.Distinct()];
        Wrong(field, $"must list at least one of {string.Join(", ", known)}, and nothing else.");
        return null;
    }

    private TimeSpan? Time(string field, JsonElement value, TimeSpan unit, double min, double max) =>
        Number(field, value, min, max) is { } count ? unit * count : null;

    private double? Number(string field, JsonElement value, double min, double max)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            && number >= min && number <= max)
            return number;
        Wrong(field, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}."));
        return null;
    }

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;

    private static List<string>? Texts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var texts = value.EnumerateArray().Select(Text).OfType<string>().ToList();
        return texts.Count == value.GetArrayLength() ? texts : null;
    }

    private static bool IsLine(string text, int lengthMin, int lengthMax) =>
        text.Length >= lengthMin && text.Length <= lengthMax && !text.Any(char.IsControl);

    private void Wrong(string field, string what) =>
        problems.Add($"{Where}, {(IsLine(field, 1, NameLengthMax) ? field : "a field")}: {what}");
}
