using System.Globalization;
using VoicemailOrleans.AdminUi.Rules;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Policies as people read them.</summary>
internal static class PolicyWords
{
    private const int NamedMax = 4;

    /// <summary>Whom a rule is about: "For everybody at example.com, or mailbox 30*".</summary>
    public static string Who(PolicyRule rule)
    {
        if (rule.IsForEverybody) return "For everybody";
        var people = List(rule.Recipients.Select(pattern =>
            pattern.StartsWith('@') ? $"everybody at {pattern[1..]}" : pattern));
        var mailboxes = List(rule.Mailboxes);
        var word = rule.Mailboxes.Count == 1 ? "mailbox" : "mailboxes";
        return (rule.Recipients.Count, rule.Mailboxes.Count) switch
        {
            (_, 0) => $"For {people}",
            (0, _) => $"For {word} {mailboxes}",
            _ => $"For {people}, or {word} {mailboxes}",
        };
    }

    /// <summary>What a rule decides, a few words each.</summary>
    public static IEnumerable<string> Says(PolicyRule rule)
    {
        var forEverybody = rule with { Recipients = [], Mailboxes = [] };
        var policy = new VoicemailPolicies(new VoicemailPolicy(), [forEverybody]).Of([], null);
        return PolicyPart.All.Where(part => part.IsSaidBy(rule)).Select(part => part.Field switch
        {
            "language" => $"language {policy.Language}",
            "deliverByMinutes" => $"sent {part.Text(policy)} at the latest",
            "confidenceMin" => $"transcripts {part.Text(policy)}",
            "redact" => policy.Redaction == RedactionLevel.Off
                ? "nothing left out of transcripts"
                : $"{part.Text(policy)} left out of transcripts",
            "profanity" => $"swear words {part.Text(policy)}",
            "removeHeaders" => $"{part.Text(policy)} taken out of the mail",
            "retentionDays" => $"kept {part.Text(policy)}",
            "listen" => $"heard and read by {part.Text(policy)} only",
            _ => part.Text(policy),
        });
    }

    public static string Engines(VoicemailPolicy policy) => policy switch
    {
        { Transcribe: false } => "not transcribed",
        { OnPremisesOnly: true } => "engines on the premises only",
        _ => "every engine that is set up",
    };

    public static string LateTranscript(VoicemailPolicy policy) =>
        policy.LateTranscript ? "late transcripts sent after the mail" : "late transcripts not sent";

    public static string Confidence(double min) =>
        min <= 0 ? "shown however unsure" : string.Create(CultureInfo.InvariantCulture, $"hidden below {min * 100:0.#} %");

    public static string Redaction(VoicemailPolicy policy) => policy.Redaction switch
    {
        RedactionLevel.Off => "nothing",
        RedactionLevel.Cards => "card numbers",
        _ => "card and identity numbers, codes and passwords",
    };

    public static string Profanity(VoicemailPolicy policy) => policy.MaskProfanity ? "masked" : "shown";

    public static string Tag(VoicemailPolicy policy) => policy.SubjectTag switch
    {
        null => "by what is in the mail, such as [Transcribed]",
        "" => "no subject tag",
        var tag => $"subject tag {tag}",
    };

    public static string RemovedHeaders(VoicemailPolicy policy) => policy.RemovedHeaders.Count == 0
        ? "nothing"
        : string.Join(" and ", policy.RemovedHeaders.Select(HeaderName));

    /// <summary>A header field that can be taken out, "Bcc".</summary>
    public static string HeaderName(string name) =>
        name == RemovableHeaders.DkimSignature ? "DKIM signatures" : name;

    public static string Listeners(VoicemailPolicy policy) =>
        policy.Listen is { } roles ? List(roles) : "everybody whose role allows it";

    /// <summary>Why somebody does not see what was said.</summary>
    public static string Kept(VoicemailPolicy policy) => policy.Listen is null
        ? "Not for your role to hear or read."
        : $"Not for your role: by policy only {Listeners(policy)} may hear and read this voicemail.";

    /// <summary>"2 minutes", "7 days".</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => Amount(time.TotalSeconds, "second"),
        { TotalHours: < 2 } => Amount(time.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Amount(time.TotalHours, "hour"),
        _ => Amount(time.TotalDays, "day"),
    };

    private static string Amount(double number, string unit)
    {
        var text = number.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "1" ? $"1 {unit}" : $"{text} {unit}s";
    }

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count > NamedMax) return $"{string.Join(", ", all.Take(NamedMax - 1))} and {all.Count - NamedMax + 1} more";
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.SkipLast(1))} or {all[^1]}";
    }
}
