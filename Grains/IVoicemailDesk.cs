using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>What people do with voicemails from outside: each action is a turn, read, decided and committed.</summary>
public interface IVoicemailDesk
{
    /// <summary>Reads a voicemail; null when there is none (never was, or purged).</summary>
    ValueTask<VoicemailState?> ReadAsync(CorrelationId id, CancellationToken cancellationToken);

    /// <summary>Reads the transcriptions of a voicemail's recordings, by number.</summary>
    ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        VoicemailState state, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the mail again, to the original recipients or to others. Safe against double clicks: a resend while one to
    /// the same recipients is still open changes nothing.
    /// </summary>
    /// <param name="id">Which voicemail.</param>
    /// <param name="recipients">Addresses; null for the original recipients.</param>
    /// <param name="by">Who asked, for the history.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeskResult> ResendAsync(
        CorrelationId id, IReadOnlyList<string>? recipients, string by, CancellationToken cancellationToken);

    /// <summary>
    /// Does something to a voicemail. Asking twice is harmless: the second answer is that it was so already.
    /// </summary>
    /// <param name="id">Which voicemail.</param>
    /// <param name="action">What.</param>
    /// <param name="by">Who asked, for the history.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeskResult> ActAsync(
        CorrelationId id, VoicemailAction action, string by, CancellationToken cancellationToken);

    /// <summary>What <see cref="ActAsync"/> would answer now; nothing is done.</summary>
    ValueTask<DeskResult> ForeseeAsync(CorrelationId id, VoicemailAction action, CancellationToken cancellationToken);

    /// <summary>
    /// Corrects a transcript. Safe against double clicks, and against two people at once: whoever did not see the
    /// newest text, a person's or an engine's, is told instead of overwriting it. The words it puts right become hints
    /// for the speech engines.
    /// </summary>
    /// <param name="id">Which voicemail.</param>
    /// <param name="correction">What was corrected.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">Text or reason is longer than allowed.</exception>
    ValueTask<DeskResult> CorrectAsync(
        CorrelationId id, VoicemailInput.CorrectionMade correction, CancellationToken cancellationToken);
}

/// <summary>What became of an action.</summary>
public enum DeskResult
{
    /// <summary>Done: a silo will carry it out.</summary>
    Done,

    /// <summary>It was under way, or so, already.</summary>
    AlreadyUnderWay,

    /// <summary>There is no such voicemail.</summary>
    NotFound,

    /// <summary>Not in its present stage (not yet read, for example).</summary>
    NotNow,

    /// <summary>Never with this voicemail (it has no recording to transcribe, for example).</summary>
    NotApplicable,

    /// <summary>Not while it is on hold.</summary>
    Held,

    /// <summary>Not while it is deleted.</summary>
    Deleted,

    /// <summary>Somebody else changed it meanwhile: look at it again.</summary>
    Overtaken,
}
