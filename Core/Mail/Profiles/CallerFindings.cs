using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// What was found so far of a caller. The first that finds a fact wins; a word such as "anonymous" ends the search for
/// a caller, so that a withheld number is never filled in from somewhere else.
/// </summary>
internal sealed partial class CallerFindings(IEnumerable<string> alsoWithheld)
{
    private static readonly string[] WithheldWords =
    [
        "anonymous", "private", "withheld", "number withheld", "unavailable", "restricted", "unknown", "unknown caller",
        "unknown number", "no caller id",
    ];

    private readonly HashSet<string> withheld = new(
        [.. WithheldWords, .. alsoWithheld.Select(HeaderTextOf)], StringComparer.OrdinalIgnoreCase);

    private string? name;
    private string? number;
    private string? mailbox;
    private FactOrigin? nameFrom;
    private FactOrigin? numberFrom;
    private FactOrigin? mailboxFrom;
    private FactOrigin? withheldFrom;

    /// <summary>What may stand in place of a caller.</summary>
    public IEnumerable<string> Withheld => withheld;

    /// <summary>Whether a text stands in place of a caller.</summary>
    public bool IsWithheld(string? text) => text is not null && withheld.Contains(HeaderTextOf(text));

    /// <summary>Where what is found next stands.</summary>
    public FactOrigin? Here { get; set; }

    /// <summary>Reads <c>Name &lt;number&gt;</c>, <c>Name (number)</c>, a number or a name.</summary>
    public void Caller(string text)
    {
        text = text.Trim().Trim('"').Trim();
        if (NameAndNumber().Match(text) is { Success: true } both) Caller(both.Groups[1].Value, both.Groups[2].Value);
        else if (PhoneNumbers.Phone().IsMatch(text)) Caller(null, text);
        else Caller(text, null);
    }

    /// <summary>Takes a name and a number for what they are.</summary>
    public void Caller(string? foundName, string? foundNumber)
    {
        foundName = foundName?.Trim().Trim('"', '\'').Trim();
        foundNumber = foundNumber?.Trim();
        if (withheldFrom is not null) return;
        if (IsWithheld(foundName) || IsWithheld(foundNumber))
        {
            withheldFrom = Here;
            return;
        }

        if (number is null && !string.IsNullOrEmpty(foundNumber) && PhoneNumbers.IsPhone(foundNumber))
            (number, numberFrom) = (foundNumber, Here);

        // An address, a bare number or a label is no name.
        var isName = foundName is { Length: > 1 and <= 80 } && !foundName.Contains('@')
            && foundName.Any(char.IsLetter) && !Generic().IsMatch(foundName);
        if (isName && name is null) (name, nameFrom) = (foundName, Here);
    }

    /// <summary>Takes a mailbox.</summary>
    public void Mailbox(string found)
    {
        if (mailbox is null) (mailbox, mailboxFrom) = (found, Here);
    }

    /// <summary>What was found in the end.</summary>
    public CallerReading ToReading()
    {
        var isWithheld = withheldFrom is not null && number is null;
        return new CallerReading(
            new CallerFacts(name, number, mailbox, isWithheld), nameFrom, numberFrom, mailboxFrom,
            isWithheld ? withheldFrom : null);
    }

    private static string HeaderTextOf(string text) => HeaderText.Clean(text, 100);

    [GeneratedRegex(@"^(.{1,80}?)\s*[<(]\s*(\+?[\d .()/-]{3,24}|anonymous|private|withheld|unknown)\s*[>)]$",
        RegexOptions.IgnoreCase)]
    private static partial Regex NameAndNumber();

    [GeneratedRegex(
        @"^(?:voice ?mail(?: pro| system)?|ip office|avaya|pbx|system|external(?: call(?:er)?)?|wireless caller)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Generic();
}
