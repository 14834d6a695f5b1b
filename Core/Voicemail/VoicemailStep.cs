namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// The answer of <see cref="VoicemailMachine.Next"/>: the state from now on and what is committed with it.
/// </summary>
public sealed record VoicemailStep(VoicemailState State, IReadOnlyList<VoicemailEffect> Effects);

/// <summary>What goes into the same commit as a voicemail's state.</summary>
public abstract record VoicemailEffect
{
    /// <summary>A TranscriptionGrain is created.</summary>
    public sealed record CreateTranscription(TranscriptionState State, DateTimeOffset DueAt) : VoicemailEffect;

    /// <summary>The message is remembered in an IntakeGrain.</summary>
    public sealed record Remember(string Key, IntakeState State) : VoicemailEffect;

    /// <summary>The VoicemailGrain of a DSN is created.</summary>
    public sealed record CreateReport(VoicemailState State, DateTimeOffset DueAt) : VoicemailEffect;

    /// <summary>The grain and its transcriptions are deleted.</summary>
    public sealed record Forget : VoicemailEffect;

    /// <summary>
    /// What to tell who asked for something. Nothing is committed unless it is <see cref="ActionAnswer.Done"/>.
    /// </summary>
    public sealed record Answer(ActionAnswer Value) : VoicemailEffect;
}

/// <summary>What became of the wish of a person.</summary>
public enum ActionAnswer
{
    /// <summary>It will be carried out.</summary>
    Done,

    /// <summary>It was under way already, or is so already.</summary>
    AlreadyUnderWay,

    /// <summary>Not in the message's present stage.</summary>
    NotNow,

    /// <summary>
    /// Never with this message: a mail without recording is not transcribed, one that has ended not hurried.
    /// </summary>
    NotApplicable,

    /// <summary>Not while it is on hold.</summary>
    Held,

    /// <summary>Not while it is deleted.</summary>
    Deleted,

    /// <summary>Somebody else changed it meanwhile: look at it again.</summary>
    Overtaken,
}

/// <summary>The one step of outside work that is due.</summary>
public abstract record VoicemailWork
{
    /// <summary>Read the content.</summary>
    public sealed record ReadMessage : VoicemailWork;

    /// <summary>Look at the transcriptions.</summary>
    public sealed record AwaitTranscripts : VoicemailWork;

    /// <summary>Look whether words have come that a delivered mail lacked.</summary>
    public sealed record LookForLateTranscripts : VoicemailWork;

    /// <summary>Find out what became of an attempt whose maker died.</summary>
    public sealed record Recover(RelayAttempt Attempt) : VoicemailWork;

    /// <summary>
    /// Relay to these; all of them get the same mail: the first one, one sent again, or the late transcript.
    /// </summary>
    public sealed record Relay(IReadOnlyList<Delivery> Deliveries) : VoicemailWork;

    /// <summary>
    /// Write a DSN on these: how they ended, refused or relayed, or that they are late.
    /// </summary>
    public sealed record Report(CorrelationId ReportId, IReadOnlyList<Delivery> Deliveries) : VoicemailWork;

    /// <summary>Delete the content.</summary>
    public sealed record Purge : VoicemailWork;

    /// <summary>Nothing until then.</summary>
    public sealed record Sleep(DateTimeOffset Until) : VoicemailWork;
}
