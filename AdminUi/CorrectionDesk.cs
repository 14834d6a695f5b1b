using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi;

/// <summary>Corrects a transcript in somebody's name: the turn, the audit line, the message on the next page.</summary>
internal sealed class CorrectionDesk(IVoicemailDesk desk, AuditLog audit, Flash flash)
{
    /// <summary>Takes the turn.</summary>
    /// <param name="context">Whose request it is.</param>
    /// <param name="id">Which voicemail.</param>
    /// <param name="recording">Which recording of it.</param>
    /// <param name="seen">The revision that the person was looking at.</param>
    /// <param name="text">The text; empty to go back to the engine's.</param>
    /// <param name="why">The reason, or null.</param>
    /// <param name="isMailed">The recipients shall have it too.</param>
    /// <returns>What the person must know to try again; null when it is done, and the next page says so.</returns>
    public async Task<string?> CorrectAsync(
        HttpContext context, CorrelationId id, int recording, int seen, string text, string? why, bool isMailed)
    {
        var by = Actor.Of(context).Name;
        var correction = new VoicemailInput.CorrectionMade(recording, seen, text, by, why, isMailed);
        // Not the request's token: a closed tab must not leave open whether the turn was taken.
        var result = await desk.CorrectAsync(id, correction, CancellationToken.None);
        audit.Corrected(context, id, recording, isMailed, why, result.ToString());
        switch (result)
        {
            case DeskResult.Done or DeskResult.AlreadyUnderWay:
                var saved = text.Length == 0 ? "The original transcript is back." : "The correction is saved.";
                flash.Set(context, FlashTone.Ok, isMailed ? $"{saved} The mail is being sent again with it." : saved);
                return null;
            case DeskResult.NotFound:
                flash.Set(context, FlashTone.Error, "This voicemail no longer exists.");
                return null;
            case DeskResult.Overtaken:
                return "Somebody else corrected this transcript meanwhile. Theirs is shown above, yours is still in "
                    + "the box: compare the two, then save again.";
            default:
                return "This cannot be saved just now, because the mail is on its way this very moment. "
                    + "Please try again in a minute.";
        }
    }
}
