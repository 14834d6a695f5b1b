using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// Patterns that would read a given mail: its texts with placeholders in place of what is known of the caller, and of
/// what looks like a name, a number or a mailbox. A start for people, who know what the text means.
/// </summary>
public static partial class PatternSuggestions
{
    private const int LinesMax = 6;

    /// <summary>A draft for a mail like this one, without a name.</summary>
    /// <param name="texts">The mail.</param>
    /// <param name="known">What is read out of it already.</param>
    public static ProfileDraft Of(CallerTexts texts, CallerFacts known)
    {
        var address = texts.From?.Address ?? texts.Sender ?? "";
        var at = address.LastIndexOf('@');
        var draft = new ProfileDraft
        {
            Name = "draft",
            From = at >= 0 && at < address.Length - 1 ? address[at..] : "",
            Subject = Working(Subject(texts.Subject ?? "", known), texts.Subject, FactPlace.Subject),
            Body = [
                .. texts.Lines.Where(line => line.Length <= CallerTexts.LineLengthMax)
                    .SelectMany(line => Working(Line(line, known), line, FactPlace.Body)).Distinct().Take(LinesMax),
            ],
        };

        // A file name has many digits: which of them are a number is known from elsewhere.
        var taught = draft.Parse().Value is { } profile ? new ProfileSet([profile]) : ProfileSet.None;
        var number = CallerReader.Read(texts, taught).Facts.Number ?? known.Number;
        var fileName = FileName(texts.FileName ?? "", number);
        return draft with { Name = "", FileName = Working(fileName, texts.FileName, FactPlace.FileName) };
    }

    private static string Subject(string subject, CallerFacts known)
    {
        var pattern = PutBack(PatternSyntax.Escape(subject), known);
        if (!Has("{number}")) pattern = Replace(NumberInText(), pattern, "{number}");
        if (!Has("{mailbox}")) pattern = Replace(ForMailbox(), pattern, "{mailbox}");
        return Has("{name}") ? pattern : Replace(FromName(), pattern, Has("{number}") ? "{name}" : "{caller}");

        bool Has(string placeholder) => pattern.Contains(placeholder, StringComparison.Ordinal);
    }

    private static string Line(string line, CallerFacts known)
    {
        var pattern = PutBack(PatternSyntax.Escape(line), known);
        if (pattern.Contains('{') || Labelled().Match(pattern) is not { Success: true } labelled) return pattern;
        var (label, value) = (labelled.Groups[1].Value, labelled.Groups[2].Value);
        var placeholder = MailboxLabel().IsMatch(label) ? "{mailbox}"
            : PhoneNumbers.IsPhone(value) && (CallerLabel().IsMatch(label) || IsLikelyPhone(value)) ? "{number}"
            : NameLabel().IsMatch(label) ? "{name}"
            : CallerLabel().IsMatch(label) ? "{caller}"
            : null;
        return placeholder is null ? pattern : pattern[..labelled.Groups[2].Index] + placeholder;
    }

    // What has no label that says so may be a date or a time.
    private static bool IsLikelyPhone(string value) => value.Count(char.IsAsciiDigit) >= 5 && !Date().IsMatch(value);

    private static string FileName(string name, string? known)
    {
        var digits = new string([.. (known ?? "").Where(char.IsAsciiDigit)]);
        var number = digits.Length >= 3 ? name.IndexOf(digits, StringComparison.Ordinal) : -1;
        if (number < 0) return name;
        var end = number + digits.Length;
        var start = number > 0 && name[number - 1] == '+' ? number - 1 : number;
        return $"{Rest(name[..start])}{{number}}{Rest(name[end..])}";

        // Other digits are times and counters, of this recording alone.
        static string Rest(string text) => Digits().Replace(PatternSyntax.Escape(text), "{*}");
    }

    private static string PutBack(string text, CallerFacts known)
    {
        foreach (var (value, placeholder) in new[]
        {
            (known.Name, "{name}"), (known.Number, "{number}"), (known.Mailbox, "{mailbox}"),
        })
        {
            var at = value is { Length: > 1 } ? text.IndexOf(value, StringComparison.OrdinalIgnoreCase) : -1;
            if (at >= 0) text = text[..at] + placeholder + text[(at + value!.Length)..];
        }

        return text;
    }

    /// <summary>Puts a placeholder in the place of a match's first group.</summary>
    private static string Replace(Regex what, string pattern, string placeholder)
    {
        if (what.Match(pattern) is not { Success: true } match) return pattern;
        var found = match.Groups[1];
        return pattern[..found.Index] + placeholder + pattern[(found.Index + found.Length)..];
    }

    private static IReadOnlyList<string> Working(string pattern, string? text, FactPlace place) =>
        LinePattern.Parse(pattern, place, out _)?.Match((text ?? "").Trim(), []) is null ? [] : [pattern];

    [GeneratedRegex(@"(?<![\w{+])(\+?\(?\d[\d .()/-]{4,22}\d)(?![\w}])")]
    private static partial Regex NumberInText();

    // In the languages that PBXs are set to most.
    [GeneratedRegex(
        @"\b(?:for|to|mailbox|box|extension|ext\.?|an|für|nebenstelle|à|pour|para|per|a|voor|aan) (\d{2,8})\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex ForMailbox();

    [GeneratedRegex(
        @"\b(?:from|von|vom|de|da|di|van) (?!\{)(\S.{0,80}?)"
        + @"(?= ?[(<\[,{]| (?:for|to|an|für|à|pour|para|per|a|voor|aan) |$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex FromName();

    [GeneratedRegex(@"^([\p{L} /-]{2,30}?)\s*[:=]\s*(\S.*)$")]
    private static partial Regex Labelled();

    [GeneratedRegex("mailbox|^box|extension|^ext|nebenstelle", RegexOptions.IgnoreCase)]
    private static partial Regex MailboxLabel();

    [GeneratedRegex(@"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")]
    private static partial Regex Date();

    [GeneratedRegex("name", RegexOptions.IgnoreCase)]
    private static partial Regex NameLabel();

    [GeneratedRegex("call|from|phone|number|sender|nummer|anruf|appel|llama|numero|número", RegexOptions.IgnoreCase)]
    private static partial Regex CallerLabel();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
