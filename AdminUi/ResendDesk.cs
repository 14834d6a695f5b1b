using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi;

/// <summary>Sends a mail again in somebody's name: the turn, the audit line, the message on the next page.</summary>
internal sealed class ResendDesk(IVoicemailDesk desk, AuditLog audit, Flash flash)
{
    /// <summary>Takes the turn; what came of it shows on the next page.</summary>
    /// <param name="context">Whose request it is.</param>
    /// <param name="id">Which voicemail.</param>
    /// <param name="others">Other addresses; null for the original recipients.</param>
    public async Task ResendAsync(HttpContext context, CorrelationId id, IReadOnlyList<string>? others)
    {
        var by = Actor.Of(context).Name;
        // Not the request's token: a closed tab must not leave open whether the turn was taken.
        var result = await desk.ResendAsync(id, others, by, CancellationToken.None);
        audit.Resent(context, id, others, result.ToString());
        var to = others switch
        {
            null => "its recipients",
            [var one] => one,
            _ => $"{others.Count} addresses",
        };
        var (tone, text) = result switch
        {
            DeskResult.Done => (FlashTone.Ok, $"The mail is being sent again to {to}."),
            DeskResult.AlreadyUnderWay => (FlashTone.Ok, $"The mail is already on its way to {to}."),
            DeskResult.NotFound => (FlashTone.Error, "This voicemail no longer exists."),
            DeskResult.Deleted => (FlashTone.Error, "Nothing was sent: this voicemail is deleted. Restore it first."),
            _ => (FlashTone.Error, "The mail cannot be sent again yet. Please try again in a moment."),
        };
        flash.Set(context, tone, text);
    }
}
