using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// Reads who called whom: the profiles that apply in their order, each its patterns for the subject, the text and the
/// file name, then those that are built in, and then the built-in rules. A fact that one does not find is left to the
/// next. What any profile that applies calls withheld is withheld for all.
/// </summary>
public static class CallerReader
{
    /// <summary>Reads the facts, and where they stand.</summary>
    public static CallerReading Read(CallerTexts texts, ProfileSet profiles)
    {
        var applying = profiles.Profiles.Concat(KnownProfiles.All).Where(profile => profile.AppliesTo(texts)).ToList();
        var found = new CallerFindings(applying.SelectMany(profile => profile.Withheld));
        foreach (var profile in applying)
        {
            foreach (var pattern in profile.Subject) Read(profile, pattern, FactPlace.Subject, texts.Subject, found);
            foreach (var pattern in profile.Body)
                foreach (var line in texts.Lines.Where(line => line.Length <= CallerTexts.LineLengthMax))
                    Read(profile, pattern, FactPlace.Body, line, found);
            foreach (var pattern in profile.FileName) Read(profile, pattern, FactPlace.FileName, texts.FileName, found);
        }

        CallerProfile.Read(texts, found);
        return found.ToReading();
    }

    private static void Read(
        MailProfile profile, LinePattern pattern, FactPlace place, string? text, CallerFindings found)
    {
        if (text is null || pattern.Match(text.Trim(), found.Withheld) is not { } read) return;
        found.Here = new FactOrigin(profile.Name, place, pattern.Text, text);
        if (read.TryGetValue(Placeholder.Caller, out var caller)) found.Caller(caller);
        read.TryGetValue(Placeholder.Name, out var name);
        read.TryGetValue(Placeholder.Number, out var number);
        if ((name ?? number) is not null) found.Caller(name, number);
        if (read.TryGetValue(Placeholder.Mailbox, out var mailbox)) found.Mailbox(mailbox);
    }
}
