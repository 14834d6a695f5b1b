using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>What became of an action, in words.</summary>
internal static class ActionWords
{
    /// <summary>For the person who asked for it, about one voicemail.</summary>
    public static string Sentence(ActionOrder order, DeskResult result) => (result, order.Name) switch
    {
        (DeskResult.Done, "resend") => "The mail is being sent again to its recipients.",
        (DeskResult.Done, "deliver") => "The mail is leaving now.",
        (DeskResult.Done, "transcribe") => "The recording is being transcribed again.",
        (DeskResult.Done, "hold") => "The voicemail is on hold.",
        (DeskResult.Done, "release") => "The hold has ended.",
        (DeskResult.Done, "delete") when order.AtOnce => "The voicemail is being deleted for good.",
        (DeskResult.Done, "delete") => "The voicemail is deleted. You can still restore it.",
        (DeskResult.Done, _) => "The voicemail is back.",
        (DeskResult.NotFound, _) => "This voicemail no longer exists.",
        _ => $"Nothing was changed: {Why(order, result)}.",
    };

    /// <summary>What <see cref="DeskResult.Done"/> means, for many.</summary>
    public static string Done(ActionOrder order) => order.Name switch
    {
        "resend" => "Being sent again",
        "deliver" => "Leaving now",
        "transcribe" => "Being transcribed again",
        "hold" => "On hold",
        "release" => "Released",
        "delete" => order.AtOnce ? "Deleted for good" : "Deleted",
        _ => "Restored",
    };

    /// <summary>Why nothing happens, as the end of a sentence.</summary>
    public static string Why(ActionOrder order, DeskResult result) => (result, order.Name) switch
    {
        (DeskResult.AlreadyUnderWay, "resend") => "it is on its way already, or was sent again a moment ago",
        (DeskResult.AlreadyUnderWay, "deliver") => "it is leaving already",
        (DeskResult.AlreadyUnderWay, "transcribe") => "it is being transcribed already",
        (DeskResult.AlreadyUnderWay, "hold") => "it is on hold already",
        (DeskResult.AlreadyUnderWay, "release") => "it is not on hold",
        (DeskResult.AlreadyUnderWay, "delete") => "it is deleted already",
        (DeskResult.AlreadyUnderWay, _) => "it is not deleted",
        (DeskResult.NotFound, _) => "it no longer exists",
        (DeskResult.Held, _) => "it is on hold; release it first",
        (DeskResult.Deleted, _) => "it is deleted; restore it first",
        (DeskResult.NotApplicable, "transcribe") => "it has no recording that may be transcribed",
        (DeskResult.NotApplicable, _) => "its delivery has ended; resend it instead",
        (_, "delete") => "it is still on its way; it can be deleted once its delivery has ended",
        (_, "restore" or "hold" or "release") => "its time is over, and it is being deleted for good",
        _ => "it is not ready for that; try again in a moment",
    };
}
