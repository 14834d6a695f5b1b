using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>
/// Forms whose antiforgery token is stale: signed in or out in another tab, or left open over a key change. The
/// framework would answer an empty 400, or a 500, and would even run an endpoint that does not read its form. Here
/// nothing runs, and the person is sent back to the page with an explanation. A form that is too large looks the same
/// to the framework: its token was not reached.
/// </summary>
internal static class StaleToken
{
    public static void UseStaleTokenAnswer(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } found
            ? Answer(context, IsTooLarge(found.Error))
            : next(context));

    /// <summary>The limits of a form (see <c>LargeForm</c>), and the server's of a request.</summary>
    private static bool IsTooLarge(Exception? error) => error?.InnerException
        is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge };

    private static Task Answer(HttpContext context, bool isTooLarge)
    {
        var (status, text) = isTooLarge
            ? (StatusCodes.Status413PayloadTooLarge, "That was too large.")
            : (StatusCodes.Status400BadRequest, "That page was out of date.");
        context.Response.StatusCode = status;
        if (context.Request.Headers.XRequestedWith == "XMLHttpRequest")
            return context.Response.WriteAsync(text, context.RequestAborted);
        var advice = isTooLarge ? "Nothing was changed." : "Nothing was changed; please try again.";
        context.RequestServices.GetRequiredService<Flash>().Set(context, FlashTone.Error, $"{text} {advice}");
        return Results.LocalRedirect(LocalUrl.Before(context.Request) ?? "/").ExecuteAsync(context);
    }
}
