namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// A fact about the world that the journey of a message depends on. Facts stay true: when a commit meets a conflict,
/// the same input is applied to the newer state.
/// </summary>
public abstract record VoicemailInput
{
    /// <summary>The content was read.</summary>
    /// <param name="Facts">What was read out of it.</param>
    /// <param name="Marks">
    /// What the spool says about deliveries already made (after the store was lost or fell back).
    /// </param>
    /// <param name="Twin">The message received before that this one repeats; null when there is none.</param>
    public sealed record MessageRead(MessageFacts Facts, IReadOnlyList<DeliveredMark> Marks, CorrelationId? Twin)
        : VoicemailInput;

    /// <summary>The spool does not have the content.</summary>
    public sealed record ContentMissing : VoicemailInput;

    /// <summary>The transcriptions were looked at.</summary>
    /// <param name="Open">Recordings that may still get a result.</param>
    public sealed record TranscriptsSeen(int Open) : VoicemailInput;

    /// <summary>The transcriptions of a voicemail whose mail went without some of their words were looked at.</summary>
    /// <param name="Open">Recordings that may still get a result.</param>
    /// <param name="Words">Recordings whose words may be shown.</param>
    /// <param name="Marks">What the spool says about deliveries already made.</param>
    public sealed record LateTranscriptsSeen(int Open, IReadOnlyList<int> Words, IReadOnlyList<DeliveredMark> Marks)
        : VoicemailInput;

    /// <summary>No mail can be written for the late transcript.</summary>
    public sealed record LateMailFailed : VoicemailInput;

    /// <summary>
    /// All of a mail but its final dot is on the wire. The dot follows only when the state says InFlight then.
    /// </summary>
    /// <param name="AttemptId">Names the attempt.</param>
    /// <param name="Offered">
    /// The deliveries whose recipients were accepted, as they were when the attempt began.
    /// </param>
    /// <param name="MailStatus">X-Voicemail-Status of the mail.</param>
    /// <param name="Lacks">What the mail lacks, see <see cref="Delivery.Lacks"/>.</param>
    public sealed record DotPending(
        string AttemptId, IReadOnlyList<Delivery> Offered, string? MailStatus, IReadOnlyList<int>? Lacks = null)
        : VoicemailInput;

    /// <summary>The smarthost answered, or did not.</summary>
    public sealed record RelayFinished(string AttemptId, IReadOnlyList<RelayOutcome> Outcomes) : VoicemailInput;

    /// <summary>
    /// Whoever made an attempt did not live to say what came of it; these deliveries are marked in the spool.
    /// </summary>
    public sealed record AttemptAbandoned(string AttemptId, IReadOnlyList<DeliveredMark> Marks) : VoicemailInput;

    /// <summary>The spool's marks were looked at before an attempt: the state may have fallen behind them.</summary>
    public sealed record MarksSeen(IReadOnlyList<DeliveredMark> Marks) : VoicemailInput;

    /// <summary>The DSN's content is in the spool.</summary>
    public sealed record ReportWritten(CorrelationId ReportId, long SizeBytes) : VoicemailInput;

    /// <summary>No DSN can be written.</summary>
    public sealed record ReportFailed(string Why) : VoicemailInput;

    /// <summary>Whoever took its turn died or hung over it, as often as is tried.</summary>
    /// <param name="Formerly">
    /// How often it had struck out when that was found: so the same finding, applied again, counts once.
    /// </param>
    public sealed record StruckOut(int Formerly) : VoicemailInput;

    /// <summary>The helpdesk wants it sent again.</summary>
    /// <param name="Recipients">To whom; null for the original recipients.</param>
    /// <param name="By">Who asked.</param>
    public sealed record ResendAsked(IReadOnlyList<string>? Recipients, string By) : VoicemailInput;

    /// <summary>Somebody wants something done.</summary>
    /// <param name="Action">What.</param>
    /// <param name="By">Who asked.</param>
    public sealed record ActionAsked(VoicemailAction Action, string By) : VoicemailInput;

    /// <summary>A person corrected a transcript.</summary>
    /// <param name="Recording">The recording's number.</param>
    /// <param name="Seen">The revision the person was looking at; 0 for the engine's transcript.</param>
    /// <param name="Text">The whole text; empty to go back to the engine's.</param>
    /// <param name="By">Who.</param>
    /// <param name="Why">The reason; null when none was given.</param>
    /// <param name="IsMailed">The recipients shall have the mail again, with the corrected text.</param>
    public sealed record CorrectionMade(int Recording, int Seen, string Text, string By, string? Why, bool IsMailed)
        : VoicemailInput
    {
        /// <summary>
        /// Of the engine's result that the person was looking at: when it was reached. Null when that is not said.
        /// </summary>
        public DateTimeOffset? Heard { get; init; }
    }

    /// <summary>The content was deleted because its time was over.</summary>
    public sealed record ContentPurged : VoicemailInput;
}

/// <summary>What became of one recipient of an attempt.</summary>
/// <param name="Recipient">Who.</param>
/// <param name="State">Delivered, Deferred, Refused or Uncertain.</param>
/// <param name="Reply">The reply that decided it.</param>
/// <param name="Offered">
/// The delivery as it was when the attempt began; null for one learnt of by a mark.
/// </param>
/// <param name="Lacks">
/// What the mail lacked, and an uncertain one before it, see <see cref="Delivery.Lacks"/>.
/// </param>
public sealed record RelayOutcome(
    string Recipient, DeliveryState State, DeliveryReply Reply, Delivery? Offered = null,
    IReadOnlyList<int>? Lacks = null);
