using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>An action as people meet it: in menus, on buttons, in addresses.</summary>
/// <param name="Name">In addresses and forms.</param>
/// <param name="Icon">A vendored icon's name.</param>
/// <param name="Text">On the button that does it.</param>
/// <param name="Explanation">What it does, before somebody confirms it.</param>
/// <param name="Permission">Who may.</param>
internal sealed record ActionKind(string Name, string Icon, string Text, string Explanation, string Permission)
{
    /// <summary>All of them, in the order of the menus.</summary>
    public static IReadOnlyList<ActionKind> All { get; } =
    [
        new("resend", "send", "Resend",
            "The mail is sent again to its original recipients.", Login.Permission.Resend),
        new("deliver", "forward", "Deliver now",
            "The mail leaves at once, with what is known by now: nobody waits for a transcript, or for the next try "
            + "after the mail server would not take it.", Login.Permission.Act),
        new("transcribe", "audio-waveform", "Transcribe again",
            "The recording is transcribed once more. The present transcript stays until there is a new one. Only those "
            + "whose mail went out before there was any are sent one; resend the mail if others should have the new "
            + "transcript too.",
            Login.Permission.Act),
        new("hold", "shield", "Hold",
            "The voicemail is kept, whatever the retention time, until somebody releases it.", Login.Permission.Act)
        {
            NeedsWhy = true,
        },
        new("release", "check", "Release",
            "The retention time counts again. If it is over already, the voicemail is deleted for good in a week.",
            Login.Permission.Act),
        new("delete", "archive-x", "Delete",
            "The voicemail is taken out of every list. The mails that were delivered stay with their recipients.",
            Login.Permission.Act)
        {
            NeedsWhy = true,
        },
        new("restore", "rotate-ccw", "Restore",
            "The voicemail is back as it was, and its retention time goes on.", Login.Permission.Act),
    ];

    /// <summary>Somebody must say why.</summary>
    public bool NeedsWhy { get; init; }

    /// <summary>The actions that the page of a voicemail offers; resending has its own buttons there.</summary>
    public static IReadOnlyList<ActionKind> OfferedBy(VoicemailState state) =>
        [.. All.Where(kind => kind.Name switch
        {
            "deliver" => state.Stage is VoicemailStage.Transcribing or VoicemailStage.Relaying,
            "transcribe" => state is { Deletion: null, Quarantine: null, Facts.Recordings.Count: > 0 },
            "hold" => state is { Hold: null, Deletion: null },
            "release" => state.Hold is not null,
            "delete" => state is { Stage: VoicemailStage.Closed, Hold: null },
            "restore" => state.Deletion is not null,
            _ => false,
        })];

    /// <summary>The action of a name, or null.</summary>
    public static ActionKind? Find(string? name) => All.FirstOrDefault(kind => kind.Name == name);
}
