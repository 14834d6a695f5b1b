using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// The mail of a voicemail as its recipients have it. No copy is kept of what was sent: it is composed anew, from the
/// state without what came after the last delivery. Where that is no longer known for certain it is the mail as it
/// would be sent now, and says so.
/// </summary>
/// <param name="Title">What is shown.</param>
/// <param name="IsAsSent">It is what the recipients have.</param>
/// <param name="Notices">What else there is to know, a sentence or two each.</param>
/// <param name="State">The state to compose it from.</param>
/// <param name="Transcriptions">The transcriptions to compose it from.</param>
internal sealed record SentMail(
    string Title, bool IsAsSent, IReadOnlyList<string> Notices, VoicemailState State,
    IReadOnlyList<TranscriptionState> Transcriptions)
{
    /// <summary>Reads it out of the present state.</summary>
    /// <param name="state">The present state.</param>
    /// <param name="transcriptions">The present transcriptions.</param>
    /// <param name="havePoliciesChanged">Whether policies make it look otherwise since a time; null: not known.</param>
    public static SentMail Of(
        VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Func<DateTimeOffset, bool?> havePoliciesChanged)
    {
        if (state is { Facts: null, ReportOn: null }) return AsItWouldBe("Not sent yet");
        // The mail itself: a transcript that follows it is another one.
        var copies = state.Deliveries.Select(delivery => delivery.Earlier ?? delivery)
            .Where(delivery => delivery is { State: DeliveryState.Delivered, RepliedAt: not null })
            .Select(delivery => SentCopy.Of(state, transcriptions, delivery)).OrderBy(copy => copy.At).ToList();
        if (copies.Count == 0) return AsItWouldBe("As it would be sent now");
        var last = copies[^1];
        List<string> doubts = [.. last.Doubts, .. Doubts(state, last.At, havePoliciesChanged)];
        var others = copies.Where(copy => copy.Version != last.Version).Select(copy => copy.Recipient).ToList();
        string[] earlier = others.Count == 0
            ? []
            : [$"Not all have the same: the mail to {Show.People(others)} left earlier, with other words."];
        return doubts.Count == 0
            ? new SentMail(
                "As the recipient sees it", true, [.. last.Notices, .. earlier], last.State, last.Transcriptions)
            : AsItWouldBe(
                "As it would be sent now",
                [$"What the recipients have may differ: {string.Join("; ", doubts)}.", .. earlier]);

        SentMail AsItWouldBe(string title, params IReadOnlyList<string> notices) =>
            new(title, false, notices, state, transcriptions);
    }

    private static IEnumerable<string> Doubts(
        VoicemailState state, DateTimeOffset at, Func<DateTimeOffset, bool?> havePoliciesChanged)
    {
        if (state.ReportOn is not null) yield break; // sent as it is
        var haveChanged = havePoliciesChanged(at);
        if (haveChanged is true) yield return "a policy about it was changed since";
        if (haveChanged is null) yield return "the policies were changed since";
        if (state.Quarantine?.At > at) yield return "it was put into quarantine since";
    }
}
