namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Theory of operation: poison.</summary>
/// <remarks>
/// A message that strikes out is quarantined: nothing looks into it any more, no transcript is waited for, it is
/// relayed as it came, and a report on it quotes nothing of it. The sender never hears of that, the recipients have
/// what was meant for them, and it ends parked so that somebody looks; a resend that was asked for since says that
/// somebody did. A message that strikes out again kills its silo by the mere relaying, or by whatever else was left:
/// then it is given up and parked without further tries, its content kept; a resend gives it one more round. Of a late
/// transcript under way only that is given up: everybody has the message. A closed message waits only for its purge,
/// which the grain puts off: nothing is decided here.
/// </remarks>
public static partial class VoicemailMachine
{
    private static VoicemailState OnStruckOut(
        VoicemailState state, VoicemailInput.StruckOut struck, VoicemailPolicy policy, DateTimeOffset now)
    {
        var formerly = state.Quarantine?.StrikeOuts ?? 0;
        if (state.Stage == VoicemailStage.Closed || struck.Formerly != formerly) return state;
        const string Why = "The service died or hung over the late transcript, again and again.";
        var spared = WithoutLate(state, Why, policy, now);
        if (!ReferenceEquals(spared, state)) return spared;
        state = state with { Quarantine = new Quarantine(now, formerly + 1) };
        if (formerly > 0)
        {
            var doubt = state.InFlight is null ? "" : " It may have arrived nevertheless.";
            return GiveUp(state, $"The service died or hung over it again: not tried any more.{doubt}", policy, now);
        }

        state = state.Note(policy, now, "quarantined", "The service died or hung over this message, again and again. "
            + "From here on it is not read any more: it is relayed as it came, without transcript.");
        return state.Stage == VoicemailStage.Transcribing
            ? Settle(state with { Stage = VoicemailStage.Relaying }, policy, now)
            : state;
    }

    /// <summary>It was quarantined, and nobody has asked for a resend since.</summary>
    private static bool NeedsALook(this VoicemailState state) =>
        state.Quarantine is { } quarantine
        && !state.Deliveries.Any(delivery => delivery.ResendAskedAt >= quarantine.At);
}
