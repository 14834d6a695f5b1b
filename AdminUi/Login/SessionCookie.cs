using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>The sign-in cookie: who, and the stamp of the password that was used.</summary>
internal static class SessionCookie
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    private const string StampClaim = "stamp";

    public static Task SignInAsync(HttpContext context, SignedInUser user)
    {
        Claim[] claims = [new(ClaimTypes.Name, user.Name), new(ClaimTypes.Role, "admin"), new(StampClaim, user.Stamp)];
        return context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)));
    }

    public static void Configure(CookieAuthenticationOptions cookie, AdminUiOptions options)
    {
        cookie.LoginPath = "/login";
        cookie.AccessDeniedPath = "/denied";
        cookie.ExpireTimeSpan = options.SessionLifetime;
        cookie.SlidingExpiration = true;
        cookie.Cookie.Name = "voicemail.session";
        cookie.Cookie.HttpOnly = true;
        // Strict: no foreign page can make a request in somebody's name, nor measure compressed answers to one.
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Events.OnValidatePrincipal = ValidateAsync;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var users = context.HttpContext.RequestServices.GetRequiredService<UserStore>();
        var name = context.Principal?.FindFirstValue(ClaimTypes.Name);
        var stamp = context.Principal?.FindFirstValue(StampClaim);
        if (name is not null && stamp is not null && users.IsCurrent(new SignedInUser(name, stamp))) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}
