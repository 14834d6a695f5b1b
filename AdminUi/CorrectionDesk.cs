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
    /// <param name="correction">What was corrected, whoever by.</param>
    /// <returns>What the person must know to try again; null when it is done, and the next page says so.</returns>
    public async Task<string?> CorrectAsync(
        HttpContext context, CorrelationId id, VoicemailInput.CorrectionMade correction)
    {
        correction = correction with { By = Actor.Of(context).Name };
        var isMailed = correction.IsMailed;
        // Not the request's token: a closed tab must not leave open whether the turn was taken.
        var result = await desk.CorrectAsync(id, correction, CancellationToken.None);
        audit.Corrected(context, id, correction.Recording, isMailed, correction.Why, result.ToString());
        switch (result)
        {
            case DeskResult.Done or DeskResult.AlreadyUnderWay:
                var isBack = correction.Text.Length == 0;
                var saved = isBack ? "The original transcript is back." : "The correction is saved.";
                flash.Set(context, FlashTone.Ok, isMailed ? $"{saved} The mail is being sent again with it." : saved);
                return null;
            case DeskResult.NotFound:
                flash.Set(context, FlashTone.Error, "This voicemail no longer exists.");
                return null;
            case DeskResult.Deleted:
                return "Nothing was changed: this voicemail is deleted. Restore it first.";
            case DeskResult.Overtaken:
                return "This transcript has changed meanwhile: somebody else corrected it, or it was transcribed "
                    + "again. It is shown above, yours is still in the box: compare the two, then save again.";
            default:
                return "This cannot be saved just now, because the mail is on its way this very moment. "
                    + "Please try again in a minute.";
        }
    }
}
