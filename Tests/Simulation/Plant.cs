namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A defect put in on purpose, to see that the simulation catches it.</summary>
internal enum Plant
{
    None,

    /// <summary>The store writes in spite of a conflict.</summary>
    IgnoresConflicts,

    /// <summary>InFlight is not kept.</summary>
    ForgetsInFlight,

    /// <summary>The smarthost client sends its dot without asking.</summary>
    DotsUnasked,

    /// <summary>Copies that the PBX sends again are not recognised.</summary>
    ForgetsIntakes,

    /// <summary>Outcomes other than delivered are lost.</summary>
    CallsAllDelivered,

    /// <summary>A wake does not wake.</summary>
    LosesWakes,

    /// <summary>The spool does not delete.</summary>
    KeepsContent,

    /// <summary>The gateway says 250 before the message is durable.</summary>
    RepliesTooSoon,

    /// <summary>The journal forgets what was read, not what was settled.</summary>
    ForgetsUnsettled,

    /// <summary>Nobody takes over the journal of a gateway that is gone.</summary>
    AdoptsNothing,

    /// <summary>A store that fails in the middle of a commit keeps half of it.</summary>
    CommitsHalf,

    /// <summary>A turn whose commit hung is taken to have ended well.</summary>
    BelievesInTimeouts,

    /// <summary>A turn goes by its own clock although the store found it due.</summary>
    TrustsItsClock,

    /// <summary>A content file is written without its last octet.</summary>
    CutsContent,

    /// <summary>After the store fell back nobody looks what is missing.</summary>
    RebuildsNothing,

    /// <summary>Nobody minds what the spool has on record as delivered.</summary>
    OverlooksMarks,

    /// <summary>A message may kill its silo as often as it likes.</summary>
    IgnoresStrikes,

    /// <summary>A late transcript that was delivered leaves no trace, so that whoever looks sends it again.</summary>
    ForgetsLateMails,

    /// <summary>Nobody notes what a delivered mail lacked.</summary>
    ForgetsWhatIsLacking,
}
