using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>Does something to one voicemail in somebody's name: turn, audit line, message on the next page.</summary>
internal sealed class ActionDesk(IVoicemailDesk desk, AuditLog audit, Flash flash)
{
    /// <summary>Takes the turn.</summary>
    public async Task<DeskResult> ActAsync(HttpContext context, CorrelationId id, ActionOrder order)
    {
        var person = Actor.Of(context);
        // Not the request's token: a closed tab must not leave open whether the turn was taken.
        var result = await desk.ActAsync(id, order.ToAction(), person.Name, CancellationToken.None);
        audit.Acted(person, id, order, $"{result}");
        var isWell = result is DeskResult.Done or DeskResult.AlreadyUnderWay;
        flash.Set(context, isWell ? FlashTone.Ok : FlashTone.Error, ActionWords.Sentence(order, result));
        return result;
    }
}
