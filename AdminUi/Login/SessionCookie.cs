using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.AdminUi.Web;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// The sign-in cookie: who, in which roles, and for a user of this service the stamp of the password that was used. At
/// each request such a user is looked up: a new password, a disabled or a removed user end the session, a new role
/// holds at once. A session ends after a time without a request, and in any case some time after the sign-in.
/// </summary>
internal static class SessionCookie
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public const string OidcOrigin = "oidc";
    public const string ProxyOrigin = "proxy";

    private const string LocalOrigin = "local";
    private const string StampClaim = "stamp";
    private const string TemporaryClaim = "temporary";
    private const string DisplayClaim = "display";
    private const string BeganItem = "began";

    /// <summary>Signs somebody in who gave a password of this service.</summary>
    public static Task SignInAsync(HttpContext context, SignedInUser user) =>
        SignInAsync(context, Principal(user));

    /// <summary>Signs somebody in whom somebody else vouches for.</summary>
    public static Task SignInAsync(HttpContext context, ClaimsPrincipal principal)
    {
        var began = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties();
        properties.Items[BeganItem] = began.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return context.SignInAsync(Scheme, principal, properties);
    }

    /// <summary>
    /// Somebody as the pages know them. The identifier keeps people of different origin apart, and keeps a form good
    /// when a role changes while it is open. So does the name, for the audit log and for what is kept under it: no user
    /// of this service can have one with brackets.
    /// </summary>
    public static ClaimsPrincipal Principal(
        string origin, string name, string displayName, IEnumerable<string> roles, params Claim[] more)
    {
        Claim[] who =
        [
            new(ClaimTypes.NameIdentifier, $"{origin}:{name}"), new(ClaimTypes.Name, FullName(origin, name)),
            new(DisplayClaim, displayName),
        ];
        var all = who.Concat(roles.Select(role => new Claim(ClaimTypes.Role, role))).Concat(more);
        return new ClaimsPrincipal(new ClaimsIdentity(all, Scheme));
    }

    /// <summary>A name with its origin, if that is not this service: <c>admin (oidc)</c>.</summary>
    public static string FullName(string origin, string name) => origin == LocalOrigin ? name : $"{name} ({origin})";

    /// <summary>Whether the password has to be changed before anything else.</summary>
    public static bool HasTemporaryPassword(ClaimsPrincipal user) =>
        user.HasClaim(claim => claim.Type == TemporaryClaim);

    /// <summary>Whether the password is one of this service, and can thus be changed here.</summary>
    public static bool HasPassword(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == StampClaim);

    /// <summary>Whether a proxy names the person, in each request: then there is no session to end.</summary>
    public static bool IsNamedByProxy(ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier)?.StartsWith(ProxyOrigin + ":", StringComparison.Ordinal) == true;

    /// <summary>The name in words.</summary>
    public static string DisplayName(ClaimsPrincipal user) =>
        user.FindFirstValue(DisplayClaim) ?? user.Identity?.Name ?? "";

    /// <summary>The roles in words.</summary>
    public static string Roles(ClaimsPrincipal user) => string.Join(", ", RolesOf(user));

    /// <summary>The roles by name.</summary>
    public static IReadOnlyList<string> RolesOf(ClaimsPrincipal user) =>
        [.. user.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Distinct()];

    public static void Configure(CookieAuthenticationOptions cookie, AdminUiOptions options)
    {
        cookie.LoginPath = "/login";
        cookie.ExpireTimeSpan = options.SessionIdleMax;
        cookie.SlidingExpiration = true;
        cookie.Cookie.Name = "voicemail.session";
        cookie.Cookie.HttpOnly = true;
        // Strict: no foreign page can make a request in somebody's name, nor measure compressed answers to one.
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnCheckSlidingExpiration = KeepAliveAsync;
        cookie.Events.OnRedirectToAccessDenied = AccessDenied.AnswerAsync;
        var redirect = cookie.Events.OnRedirectToLogin;
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (!HttpMethods.IsGet(context.Request.Method)) context.RedirectUri = LoginAfterForm(context);
            return redirect(context);
        };
    }

    /// <summary>From a form nobody can go back to where it was sent to: only to the page that it stood on.</summary>
    private static string LoginAfterForm(RedirectContext<CookieAuthenticationOptions> context)
    {
        var login = $"{context.Request.PathBase}{context.Options.LoginPath}";
        return LocalUrl.Before(context.Request) is { } page
            ? $"{login}?{context.Options.ReturnUrlParameter}={Uri.EscapeDataString(page)}"
            : login;
    }

    private static ClaimsPrincipal Principal(SignedInUser user)
    {
        var stamp = new Claim(StampClaim, user.Stamp);
        Claim[] more = user.IsTemporary ? [stamp, new Claim(TemporaryClaim, "true")] : [stamp];
        return Principal(LocalOrigin, user.Name, user.DisplayName, [user.Role], more);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (IsOver(context) || !IsCurrent(context))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        }
    }

    /// <summary>A page that refreshes itself is no sign of somebody in front of it.</summary>
    private static Task KeepAliveAsync(CookieSlidingExpirationContext context)
    {
        if (context.Request.Headers.ContainsKey("X-Unattended")) context.ShouldRenew = false;
        return Task.CompletedTask;
    }

    private static bool IsOver(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        context.Properties.Items.TryGetValue(BeganItem, out var item);
        if (!long.TryParse(item, CultureInfo.InvariantCulture, out var began)) return true;
        var age = services.GetRequiredService<TimeProvider>().GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(began);
        return age > services.GetRequiredService<AdminUiOptions>().SessionMax;
    }

    private static bool IsCurrent(CookieValidatePrincipalContext context)
    {
        if (context.Principal is not { } principal) return false;
        var services = context.HttpContext.RequestServices;
        // Vouched for by somebody else, until the session ends, or until the site no longer asks there.
        if (!HasPassword(principal)) return services.GetRequiredService<AdminUiOptions>().Oidc is not null;
        var users = services.GetRequiredService<UserStore>();
        var now = users.Current(principal.Identity?.Name ?? "");
        if (now is null || now.Stamp != principal.FindFirstValue(StampClaim)) return false;
        context.ReplacePrincipal(Principal(now));
        return true;
    }
}
