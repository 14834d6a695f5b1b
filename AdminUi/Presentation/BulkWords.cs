using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Bulk jobs in words.</summary>
internal static class BulkWords
{
    public static Wording Of(BulkPhase phase) => phase switch
    {
        BulkPhase.Working => new(Tones.Info, "loader-circle", "Working"),
        BulkPhase.Finished => new(Tones.Ok, "circle-check", "Finished"),
        BulkPhase.Stopped => new(Tones.Plain, "pause", "Stopped"),
        _ => new(Tones.Warn, "triangle-alert", "Interrupted"),
    };

    /// <summary>The action and how many it is for.</summary>
    public static string Title(BulkJob job)
    {
        var count = job.Voicemails.Count;
        var voicemails = count == 1 ? "1 voicemail" : $"{Show.Count(count)} voicemails";
        return $"{ActionKind.Find(job.Order.Name)?.Text}: {voicemails}";
    }

    /// <summary>How it stands, in a sentence.</summary>
    public static string Sentence(BulkProgress progress)
    {
        var (done, all) = (Show.Count(progress.Results.Count), Show.Count(progress.Job.Voicemails.Count));
        return progress.Phase switch
        {
            BulkPhase.Working => $"{done} of {all} are done. You can leave this page: the work goes on.",
            BulkPhase.Finished => $"All {all} have been dealt with.",
            BulkPhase.Stopped => $"Somebody stopped it after {done} of {all}. The others were not touched.",
            _ => $"It was interrupted at {done} of {all}: the service was stopped, or its store was away. "
                + "Nothing is done twice when it goes on.",
        };
    }

    /// <summary>One kind of result.</summary>
    public static Wording Of(ActionOrder order, DeskResult? result) => result switch
    {
        DeskResult.Done => new(Tones.Ok, "circle-check", ActionWords.Done(order)),
        DeskResult.AlreadyUnderWay => new(Tones.Plain, "check", Reason(order, DeskResult.AlreadyUnderWay)),
        { } other => new(Tones.Warn, "triangle-alert", Reason(order, other)),
        null => new(Tones.Error, "circle-alert", "It failed; the service's log says why"),
    };

    private static string Reason(ActionOrder order, DeskResult result) => Show.Sentence(ActionWords.Why(order, result));
}
