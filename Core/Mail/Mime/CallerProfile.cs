using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// The default rules that read caller and mailbox out of a PBX's mail. Few, anchored, and tried in this order: labelled
/// lines of the text body, the Subject, the From address, the file name, and last the lines whose label may as well be
/// that of a footer ("Phone: ", "Extension: "). What follows a signature separator is not read at all. The first that
/// finds a fact wins; words such as "anonymous" end the search for a caller, so that a withheld number is never filled
/// in from somewhere else.
/// </summary>
public static partial class CallerProfile
{
    /// <summary>RFC 3676 section 4.3, without the blank at its end.</summary>
    private const string SignatureSeparator = "--";

    /// <summary>Reads the facts.</summary>
    /// <param name="subject">Decoded Subject.</param>
    /// <param name="from">The From address.</param>
    /// <param name="body">The decoded text body, or null.</param>
    /// <param name="fileName">The first recording's file name, or null.</param>
    public static CallerFacts Read(string? subject, AddressText? from, string? body, string? fileName)
    {
        var found = new CallerFindings([]);
        Read(
            new CallerTexts
            {
                Subject = subject, From = from, Lines = CallerTexts.LinesOf(body), FileName = fileName,
            },
            found);
        return found.ToReading().Facts;
    }

    /// <summary>Adds what these rules find to what was found before.</summary>
    internal static void Read(CallerTexts texts, CallerFindings found)
    {
        List<string> lines =
        [
            .. texts.Lines.TakeWhile(line => line != SignatureSeparator)
                .Where(line => line.Length <= CallerTexts.LineLengthMax),
        ];
        foreach (var line in lines) ReadLine(line, found);
        ReadSubject(texts.Subject ?? "", found);
        if (texts.From is { } from && NumberOnly().IsMatch(from.LocalPart))
        {
            found.Here = new FactOrigin(null, FactPlace.From, null, from.Address);
            found.Caller(from.DisplayName, from.LocalPart);
        }

        if (FileName().Match(texts.FileName ?? "") is { Success: true } file)
        {
            found.Here = new FactOrigin(null, FactPlace.FileName, null, texts.FileName!);
            found.Caller(null, file.Groups[1].Value);
        }

        foreach (var line in lines) ReadDoubtfulLine(line, found);
    }

    private static void ReadLine(string line, CallerFindings found)
    {
        found.Here = new FactOrigin(null, FactPlace.Body, null, line);
        if (CallerLine().Match(line) is { Success: true } caller) found.Caller(caller.Groups[1].Value);
        if (MailboxLine().Match(line) is { Success: true } mailbox) found.Mailbox(mailbox.Groups[1].Value);

        // No footer says of its phone that it is anonymous.
        if (PhoneLine().Match(line) is { Success: true } phone && found.IsWithheld(phone.Groups[1].Value))
            found.Caller(phone.Groups[1].Value);
    }

    private static void ReadDoubtfulLine(string line, CallerFindings found)
    {
        found.Here = new FactOrigin(null, FactPlace.Body, null, line);
        if (PhoneLine().Match(line) is { Success: true } phone) found.Caller(phone.Groups[1].Value);
        if (ExtensionLine().Match(line) is { Success: true } extension) found.Mailbox(extension.Groups[1].Value);
    }

    private static void ReadSubject(string subject, CallerFindings found)
    {
        found.Here = new FactOrigin(null, FactPlace.Subject, null, subject);
        if (AvayaSubject().Match(subject) is { Success: true } avaya)
        {
            found.Caller(avaya.Groups[1].Value);
            if (NumberOnly().IsMatch(avaya.Groups[2].Value)) found.Mailbox(avaya.Groups[2].Value);
            found.Caller(null, avaya.Groups[3].Value);
        }
        else if (FromSubject().Match(subject) is { Success: true } from)
        {
            found.Caller(from.Groups[1].Value);
            if (from.Groups[2].Success) found.Mailbox(from.Groups[2].Value);
        }
    }

    [GeneratedRegex(@"^(?:From|Caller|Caller ?ID|Calling (?:party|number))\s*[:=]\s*(\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex CallerLine();

    [GeneratedRegex(@"^Phone(?: number)?\s*[:=]\s*(\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneLine();

    [GeneratedRegex(@"^Mailbox(?: number)?\s*[:=#]?\s*(\d{2,8})\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex MailboxLine();

    [GeneratedRegex(@"^(?:Extension|Ext\.?)(?: number)?\s*[:=#]?\s*(\d{2,8})\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex ExtensionLine();

    // IP Office: "Voicemail Message (caller > mailbox) From:number".
    [GeneratedRegex(@"^(?:Re: |Fwd?: )?Voice ?mail message \(([^()>]{1,80}) > ([^()>]{1,80})\) From: ?(\S{1,40})$",
        RegexOptions.IgnoreCase)]
    private static partial Regex AvayaSubject();

    [GeneratedRegex(
        @"^(?:New )?(?:Voice ?(?:mail|message)(?: message)?|Message) from (.{1,100}?)"
        + @"(?: (?:to|for) (?:mailbox |extension )?(\d{2,8}))?$",
        RegexOptions.IgnoreCase)]
    private static partial Regex FromSubject();

    [GeneratedRegex(@"^\+?\d{3,15}$")]
    private static partial Regex NumberOnly();

    [GeneratedRegex(@"^(?:voicemail|vm|msg|message)[-_ ]from[-_ ](\+?\d{3,15})\b", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();
}
