using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>An action with everything that was chosen for it. Stored with bulk jobs.</summary>
/// <param name="Name">The name of its <see cref="ActionKind"/>.</param>
internal sealed record ActionOrder(string Name)
{
    /// <summary>The reason given.</summary>
    public string? Why { get; init; }

    /// <summary>Of a deletion: it is final.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Of a transcription: the only engine to ask.</summary>
    public string? Engine { get; init; }

    /// <summary>Of a transcription: the languages, if not the site's; see <see cref="LanguageTags"/>.</summary>
    public string? Language { get; init; }

    /// <summary>Of a transcription: nobody whose mail lacked the transcript is to be sent it.</summary>
    public bool IsUnmailed { get; init; }

    /// <summary>
    /// Reads what was filled in. The field is not called "action": to scripts it would hide where the form goes.
    /// </summary>
    /// <returns>The order, or what is wrong with it.</returns>
    public static (ActionOrder? Order, string? Problem) Read(IFormCollection form, AdminUiOptions options)
    {
        if (ActionKind.Find(form["do"]) is not { } kind) return (null, "There is no such action.");
        var order = new ActionOrder(kind.Name)
        {
            Why = kind.NeedsWhy ? Line(form["why"]) : null,
            AtOnce = kind.Name == "delete" && form["when"] == "now",
            Engine = kind.Name == "transcribe" ? Line(form["engine"]) : null,
            Language = kind.Name == "transcribe" ? Line(form["language"]) : null,
            IsUnmailed = kind.Name == "transcribe" && form["mail"] != "yes",
        };
        if (order.Problem(kind, options) is { } problem) return (null, problem);
        if (order.Language is null) return (order, null);
        var (languages, wrong) = LanguageTags.Parse(order.Language);
        return wrong is null ? (order with { Language = languages }, null) : (null, $"The language {wrong}.");
    }

    /// <summary>The action for the desk.</summary>
    public VoicemailAction ToAction() => Name switch
    {
        "resend" => new VoicemailAction.Resend(),
        "deliver" => new VoicemailAction.Deliver(),
        "transcribe" => new VoicemailAction.Transcribe(Engine, Language, !IsUnmailed),
        "hold" => new VoicemailAction.Hold(Why ?? ""),
        "release" => new VoicemailAction.Release(),
        "delete" => new VoicemailAction.Delete(Why ?? "", AtOnce),
        "restore" => new VoicemailAction.Restore(),
        _ => throw new InvalidDataException($"There is no action '{Name}'."),
    };

    private string? Problem(ActionKind kind, AdminUiOptions options)
    {
        if (kind.NeedsWhy && Why is null) return "Please say why.";
        return Engine is not null && !options.SpeechEngines.Contains(Engine)
            ? "There is no such speech engine here."
            : null;
    }

    /// <summary>One line of text, or null when there is none.</summary>
    private static string? Line(string? typed)
    {
        var line = string.Concat((typed ?? "").Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line.Length > VoicemailMachine.ReasonLengthMax) line = line[..VoicemailMachine.ReasonLengthMax];
        return line.Length == 0 ? null : line;
    }
}
