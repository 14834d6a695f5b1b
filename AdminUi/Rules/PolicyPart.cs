using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>One thing that a policy decides.</summary>
/// <param name="Field">Its name in the file.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Setting">The environment variable that decides where no rule does; null for none.</param>
/// <param name="IsSaidBy">Whether a rule decides it.</param>
/// <param name="Text">What was decided.</param>
internal sealed record PolicyPart(
    string Field, string Label, string? Setting, Func<PolicyRule, bool> IsSaidBy, Func<VoicemailPolicy, string> Text)
{
    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<PolicyPart> All { get; } =
    [
        new("engines", "Transcription", "SPEECH_ENGINES", rule => rule.Engines is not null, PolicyWords.Engines),
        new("language", "Language", "SPEECH_LANGUAGE_CODE", rule => rule.Language is not null, policy => policy.Language),
        new("deliverByMinutes", "Sent at the latest", "DELIVER_BY_SECONDS", rule => rule.DeliverBy is not null,
            policy => $"{PolicyWords.Time(policy.DeliverBy)} after receipt"),
        new("lateTranscript", "Late transcripts", null, rule => rule.LateTranscript is not null,
            PolicyWords.LateTranscript),
        new("confidenceMin", "Least confidence", null, rule => rule.ConfidenceMin is not null,
            policy => PolicyWords.Confidence(policy.ConfidenceMin)),
        new("redact", "Left out of transcripts", null, rule => rule.Redaction is not null, PolicyWords.Redaction),
        new("profanity", "Swear words", null, rule => rule.MaskProfanity is not null, PolicyWords.Profanity),
        new("subjectTag", "Subject tag", null, rule => rule.SubjectTag is not null, PolicyWords.Tag),
        new("removeHeaders", "Taken out of the mail", null, rule => rule.RemovedHeaders is not null,
            PolicyWords.RemovedHeaders),
        new("retentionDays", "Kept", "CLEANUP_AFTER_HOURS", rule => rule.Retention is not null,
            policy => $"{PolicyWords.Time(policy.Retention)} after delivery"),
        new("listen", "Heard and read by", null, rule => rule.Listen is not null, PolicyWords.Listeners),
    ];

    /// <summary>A problem of the file with the names for people.</summary>
    public static string InWords(string problem)
    {
        foreach (var part in All)
            problem = problem.Replace($"”, {part.Field}: ", $"”, {part.Label}: ", StringComparison.Ordinal);
        return problem;
    }
}
