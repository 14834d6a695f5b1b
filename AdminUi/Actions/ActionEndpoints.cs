using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>Where the forms of single actions go, from the dialogs as from the pages without script.</summary>
internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder routes) => routes
        .MapPost("/voicemails/{id}/act", ActAsync)
        .RequireAuthorization(Permission.Act)
        .WithMetadata(new RequireAntiforgeryTokenAttribute());

    private static async Task<IResult> ActAsync(
        HttpContext context, string id, ActionDesk desk, Flash flash, AdminUiOptions options)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var (order, problem) = ActionOrder.Read(await context.Request.ReadFormAsync(context.RequestAborted), options);
        if (order is null)
        {
            flash.Set(context, FlashTone.Error, problem!);
            var kind = ActionKind.Find(context.Request.Form["do"]);
            return Results.LocalRedirect($"/voicemails/{key}{(kind is null ? "" : "/" + kind.Name)}");
        }

        var result = await desk.ActAsync(context, key, order);
        // What is deleted for good has no page to go back to.
        var isGone = result == DeskResult.NotFound || (order.AtOnce && result == DeskResult.Done);
        return Results.LocalRedirect(isGone ? "/voicemails" : $"/voicemails/{key}");
    }
}
