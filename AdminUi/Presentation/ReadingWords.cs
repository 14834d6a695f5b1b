using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>What was read of a caller, and where, in words.</summary>
public static class ReadingWords
{
    /// <summary>The facts that profiles read, with how each is found in a reading.</summary>
    public static readonly (string Label, Func<CallerReading, (string? Value, FactOrigin? From)> Of)[] Facts =
    [
        ("Name", reading => (reading.Facts.Name, reading.Name)),
        ("Number", reading => (Number(reading.Facts), reading.Number ?? reading.Withheld)),
        ("Mailbox", reading => (reading.Facts.Mailbox, reading.Mailbox)),
    ];

    /// <summary>Which part of the mail.</summary>
    public static string Of(FactPlace place) => place switch
    {
        FactPlace.Subject => "subject",
        FactPlace.Body => "text",
        FactPlace.From => "From",
        _ => "file name",
    };

    /// <summary>Who reads it there.</summary>
    public static string Reader(FactOrigin origin) => origin.Profile ?? "built-in rules";

    /// <summary>What differs between two readings: fact, before, after.</summary>
    public static IEnumerable<(string Label, string? Before, string? After)> Differences(
        CallerFacts before, CallerFacts after)
    {
        if (before.Name != after.Name) yield return ("Name", before.Name, after.Name);
        if (Number(before) != Number(after)) yield return ("Number", Number(before), Number(after));
        if (before.Mailbox != after.Mailbox) yield return ("Mailbox", before.Mailbox, after.Mailbox);
    }

    private static string? Number(CallerFacts facts) => facts.IsWithheld ? "withheld" : facts.Number;
}
