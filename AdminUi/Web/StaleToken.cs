using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>
/// Forms whose antiforgery token is stale: signed in or out in another tab, or left open over a key change. The
/// framework would answer an empty 400, or a 500, and would even run an endpoint that does not read its form. Here
/// nothing runs, and the person is sent back to the page with an explanation.
/// </summary>
internal static class StaleToken
{
    public static void UseStaleTokenAnswer(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } ? Answer(context) : next(context));

    private static Task Answer(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        if (context.Request.Headers.XRequestedWith == "XMLHttpRequest")
            return context.Response.WriteAsync("This page is out of date.", context.RequestAborted);
        context.RequestServices.GetRequiredService<Flash>()
            .Set(context, FlashTone.Error, "That page was out of date. Nothing was changed; please try again.");
        var back = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var referer)
            ? LocalUrl.Or(referer.PathAndQuery, "/")
            : "/";
        return Results.LocalRedirect(back).ExecuteAsync(context);
    }
}
