using System.Text.RegularExpressions;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// The default rules that read caller and mailbox out of a PBX's mail. Few, anchored, and tried in this order: labelled
/// lines of the text body, the Subject, the From address, the file name. The first that finds a fact wins; words such
/// as "anonymous" end the search for a caller, so that a withheld number is never filled in from somewhere else.
/// </summary>
public static partial class CallerProfile
{
    private const int LinesMax = 40;

    /// <summary>Reads the facts.</summary>
    /// <param name="subject">Decoded Subject.</param>
    /// <param name="from">The From address.</param>
    /// <param name="body">The decoded text body, or null.</param>
    /// <param name="fileName">The first recording's file name, or null.</param>
    public static CallerFacts Read(string? subject, AddressText? from, string? body, string? fileName)
    {
        var facts = new Found();
        foreach (var line in (body ?? "").Split('\n').Take(LinesMax)) ReadLine(line.Trim(), facts);
        ReadSubject(subject ?? "", facts);
        if (from is not null && NumberOnly().IsMatch(from.LocalPart)) facts.Caller(from.DisplayName, from.LocalPart);
        if (FileName().Match(fileName ?? "") is { Success: true } file) facts.Caller(null, file.Groups[1].Value);
        return new CallerFacts(facts.Name, facts.Number, facts.Mailbox, facts.IsWithheld && facts.Number is null);
    }

    private static void ReadLine(string line, Found facts)
    {
        if (line.Length > 200) return;
        if (CallerLine().Match(line) is { Success: true } caller) facts.Caller(caller.Groups[1].Value);
        if (MailboxLine().Match(line) is { Success: true } mailbox) facts.Mailbox ??= mailbox.Groups[1].Value;
    }

    private static void ReadSubject(string subject, Found facts)
    {
        if (AvayaSubject().Match(subject) is { Success: true } avaya)
        {
            facts.Caller(avaya.Groups[1].Value);
            if (NumberOnly().IsMatch(avaya.Groups[2].Value)) facts.Mailbox ??= avaya.Groups[2].Value;
            facts.Caller(null, avaya.Groups[3].Value);
        }
        else if (FromSubject().Match(subject) is { Success: true } from)
        {
            facts.Caller(from.Groups[1].Value);
            if (from.Groups[2].Success) facts.Mailbox ??= from.Groups[2].Value;
        }
    }

    private sealed class Found
    {
        public bool IsWithheld { get; private set; }

        public string? Name { get; private set; }

        public string? Number { get; private set; }

        public string? Mailbox { get; set; }

        /// <summary>Reads <c>Name &lt;number&gt;</c>, <c>Name (number)</c>, a number or a name.</summary>
        public void Caller(string text)
        {
            text = text.Trim().Trim('"').Trim();
            if (NameAndNumber().Match(text) is { Success: true } both)
                Caller(both.Groups[1].Value, both.Groups[2].Value);
            else if (Phone().IsMatch(text)) Caller(null, text);
            else Caller(text, null);
        }

        public void Caller(string? name, string? number)
        {
            name = name?.Trim().Trim('"', '\'').Trim();
            number = number?.Trim();
            if (IsWithheld) return;
            IsWithheld = Withheld().IsMatch(name ?? "") || Withheld().IsMatch(number ?? "");
            if (IsWithheld) return;
            if (!string.IsNullOrEmpty(number) && IsPhone(number)) Number ??= number;

            // An address, a bare number or a label is no name.
            var isName = name is { Length: > 1 and <= 80 } && !name.Contains('@') && name.Any(char.IsLetter)
                && !Generic().IsMatch(name);
            if (isName) Name ??= name;
        }

        private static bool IsPhone(string text) =>
            Phone().IsMatch(text) && text.Count(char.IsAsciiDigit) is >= 3 and <= 15;
    }

    [GeneratedRegex(@"^(?:From|Caller|Caller ?ID|Calling (?:party|number)|Phone(?: number)?)\s*[:=]\s*(\S.*)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex CallerLine();

    [GeneratedRegex(@"^(?:Mailbox|Extension|Ext\.?)(?: number)?\s*[:=#]?\s*(\d{2,8})\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex MailboxLine();

    // IP Office: "Voicemail Message (caller > mailbox) From:number".
    [GeneratedRegex(@"^(?:Re: |Fwd?: )?Voice ?mail message \(([^()>]{1,80}) > ([^()>]{1,80})\) From: ?(\S{1,40})$",
        RegexOptions.IgnoreCase)]
    private static partial Regex AvayaSubject();

    [GeneratedRegex(
        @"^(?:New )?(?:Voice ?(?:mail|message)(?: message)?|Message) from (.{1,100}?)"
        + @"(?: (?:to|for) (?:mailbox |extension )?(\d{2,8}))?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex FromSubject();

    [GeneratedRegex(@"^(.{1,80}?)\s*[<(]\s*(\+?[\d .()/-]{3,24}|anonymous|private|withheld|unknown)\s*[>)]$",
        RegexOptions.IgnoreCase)]
    private static partial Regex NameAndNumber();

    [GeneratedRegex(@"^\+?\(?\d[\d .()/-]{1,22}\d$")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^\+?\d{3,15}$")]
    private static partial Regex NumberOnly();

    [GeneratedRegex(@"^(?:voicemail|vm|msg|message)[-_ ]from[-_ ](\+?\d{3,15})\b", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();

    [GeneratedRegex(
        @"^(?:anonymous|private|withheld|number withheld|unavailable|restricted|"
        + @"unknown(?: caller| number)?|no caller id)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Withheld();

    [GeneratedRegex(
        @"^(?:voice ?mail(?: pro| system)?|ip office|avaya|pbx|system|external(?: call(?:er)?)?|wireless caller)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Generic();
}
