using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>What one recipient was sent, as far as the present state tells.</summary>
/// <param name="Recipient">Who has it.</param>
/// <param name="At">When it was taken.</param>
/// <param name="State">The state without what came later.</param>
/// <param name="Transcriptions">The transcriptions without what came later.</param>
/// <param name="Doubts">Why it may have been another one; none when it is certain.</param>
/// <param name="Notices">What came later, a sentence or two each.</param>
internal sealed record SentCopy(
    string Recipient, DateTimeOffset At, VoicemailState State, IReadOnlyList<TranscriptionState> Transcriptions,
    IReadOnlyList<string> Doubts, IReadOnlyList<string> Notices)
{
    /// <summary>Between composing a mail and the reply to it: what changes then may or may not be in it.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1);

    /// <summary>Differs between copies with different words.</summary>
    public string Version =>
        $"{State.CorrectionCount()} {string.Join(',', Transcriptions.Select(made => made.Result?.At.UtcTicks))}";

    /// <summary>Reads it out of the present state.</summary>
    public static SentCopy Of(
        VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, Delivery delivery)
    {
        var at = delivery.RepliedAt!.Value;
        var all = state.Corrections ?? [];
        List<TranscriptCorrection> made = [.. all.Where(correction => correction.At <= at)];
        var results = transcriptions.Select(now => (Now: now, Then: Then(now, delivery, at))).ToList();
        List<string> doubts = [];
        if (made.Any(correction => IsOnItsWay(correction.At)))
            doubts.Add("the transcript was corrected while it was on its way");
        // Of very many the oldest are not kept, and one of those may be in the mail.
        if (all.GroupBy(one => one.Recording).Any(kept => kept.First() is { Revision: > 1 } first && first.At > at))
            doubts.Add("the transcript was corrected many times since");
        if (results.Any(result => result.Then is null)) doubts.Add("the recording was transcribed again since");
        if (transcriptions.Count == 0 && state.Facts is { Kind: MessageKind.Voicemail, Recordings.Count: > 0 })
            doubts.Add("its transcript is no longer kept");
        List<string> notices = [];
        if (made.Count < all.Count)
            notices.Add("The transcript was corrected after this mail had left. The correction is not in it.");
        if (results.Any(result => result is { Now.Result: not null, Then: { Result: null } }))
            notices.Add("The transcript came after this mail had left"
                + (HasFollowed(state, delivery) ? ", and was sent in a mail of its own." : ". It is not in it."));
        if (delivery.Round > 0) notices.Add("It was sent again: the header fields that say so are left out here.");
        return new SentCopy(
            delivery.Recipient, at, state with { Corrections = made },
            [.. results.Select(result => result.Then ?? result.Now)], doubts, notices);

        bool IsOnItsWay(DateTimeOffset time) => time > delivery.Since && time > at - OnItsWay;
    }

    /// <summary>A transcription as it was when the mail left; null when that is not known.</summary>
    private static TranscriptionState? Then(TranscriptionState made, Delivery delivery, DateTimeOffset at)
    {
        if (made.Result is not { } result) return made;
        // What the mail lacked is noted with its delivery: also words that came while it was on its way.
        var isLater = result.At > at
            || (result.Transcript is not null && delivery.Lacks?.Contains(made.Number) == true);
        // The first result when nobody asked for another: before it there was none.
        if (made.AskedAgainAt is null) return isLater ? made with { Result = null } : made;
        return isLater || (result.At > delivery.Since && result.At > at - OnItsWay) ? null : made;
    }

    private static bool HasFollowed(VoicemailState state, Delivery delivery) => state.Deliveries.Any(other =>
        other is { IsLate: true, State: DeliveryState.Delivered } && other.Recipient == delivery.Recipient);
}
