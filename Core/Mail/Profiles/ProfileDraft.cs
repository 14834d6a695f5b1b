using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Rules;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>A profile as people write it, right or wrong.</summary>
public sealed record ProfileDraft
{
    /// <summary>Characters of a name.</summary>
    public const int NameLengthMax = 60;

    private const int EntriesMax = 20;
    private const int WithheldLengthMax = 60;
    private const int FromLengthMax = 254;

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The address or <c>@domain</c>; empty for all mails.</summary>
    public string From { get; init; } = "";

    /// <summary>Patterns of the Subject.</summary>
    public IReadOnlyList<string> Subject { get; init; } = [];

    /// <summary>Patterns of a line of the text.</summary>
    public IReadOnlyList<string> Body { get; init; } = [];

    /// <summary>Patterns of the file name.</summary>
    public IReadOnlyList<string> FileName { get; init; } = [];

    /// <summary>What stands in place of a caller.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>The profile, or everything that is wrong with it.</summary>
    public Parsed<MailProfile> Parse()
    {
        var problems = new List<string>();
        var name = HeaderText.Clean(Name, NameLengthMax + 1);
        if (name.Length == 0) problems.Add("A profile needs a name.");
        else if (name.Length > NameLengthMax) problems.Add($"{name}: name is longer than {NameLengthMax} characters.");
        var label = name.Length is 0 or > NameLengthMax ? "The profile" : name;
        if (FromProblem() is { } from) problems.Add($"{label}: from {from}.");
        var profile = new MailProfile
        {
            Name = name,
            From = string.IsNullOrWhiteSpace(From) ? null : From.Trim(),
            Subject = Patterns(label, "subject", Subject, FactPlace.Subject, problems),
            Body = Patterns(label, "body", Body, FactPlace.Body, problems),
            FileName = Patterns(label, "fileName", FileName, FactPlace.FileName, problems),
            Withheld = WithheldWords(label, problems),
        };
        if (Subject.Count + Body.Count + FileName.Count + Withheld.Count == 0)
            problems.Add($"{label} reads nothing: write a pattern, or what stands in place of a withheld caller.");
        return problems.Count == 0 ? Parsed<MailProfile>.Of(profile) : Parsed<MailProfile>.Wrong(problems);
    }

    private static List<LinePattern> Patterns(
        string label, string field, IReadOnlyList<string> texts, FactPlace place, List<string> problems)
    {
        if (texts.Count > EntriesMax) problems.Add($"{label}: {field} has more than {EntriesMax} patterns.");
        var patterns = new List<LinePattern>();
        foreach (var text in texts)
        {
            if (LinePattern.Parse(text, place, out var problem) is { } pattern) patterns.Add(pattern);
            else problems.Add($"{label}: {field} \"{HeaderText.Clean(text, 80)}\" {problem}.");
        }

        return patterns;
    }

    private List<string> WithheldWords(string label, List<string> problems)
    {
        if (Withheld.Count > EntriesMax) problems.Add($"{label}: withheld has more than {EntriesMax} entries.");
        foreach (var words in Withheld.Where(words => words.Trim().Length is 0 or > WithheldLengthMax))
            problems.Add($"{label}: withheld \"{HeaderText.Clean(words, 80)}\" is "
                + $"{(words.Trim().Length == 0 ? "empty" : $"longer than {WithheldLengthMax} characters")}.");
        return [.. Withheld.Select(words => words.Trim())];
    }

    private string? FromProblem()
    {
        var from = From.Trim();
        if (from.Length == 0) return null;
        var isSane = from.Length <= FromLengthMax && !from.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            && from.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 && at == from.LastIndexOf('@')
            && at < from.Length - 1;
        return isSane
            ? null
            : $"\"{HeaderText.Clean(from, 80)}\" is neither an address (vm@example.com) nor a domain (@example.com)";
    }
}
