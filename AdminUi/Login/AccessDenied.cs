using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// The answer to somebody who is signed in and may not: a 403, which the status pages explain; or the way to the page
/// that has to come first, where the password was chosen by somebody else.
/// </summary>
internal static class AccessDenied
{
    public static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method);
        if (isPage && SessionCookie.HasTemporaryPassword(context.HttpContext.User))
            context.Response.Redirect(context.Request.PathBase + "/account");
        else context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
