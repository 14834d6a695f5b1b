using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>
/// Light, dark, or as the system says: kept in a cookie, so that the server renders it without a flash.
/// </summary>
internal static class Theme
{
    private const string Name = "voicemail.theme";

    public static string Of(HttpContext context) =>
        context.Request.Cookies[Name] is { } theme and ("light" or "dark") ? theme : "auto";

    public static void MapTheme(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/theme", Set).RequireAuthorization();

    private static IResult Set(HttpContext context, [FromForm] string? theme, [FromForm] string? returnUrl)
    {
        var options = new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            HttpOnly = true,
            Secure = context.Request.IsHttps,
        };
        context.Response.Cookies.Append(Name, theme is "light" or "dark" ? theme : "auto", options);
        return Results.LocalRedirect(LocalUrl.Or(returnUrl, "/"));
    }
}
