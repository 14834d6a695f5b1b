using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.AdminUi.Audit;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.AdminUi.Components;
using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Login.Oidc;
using VoicemailOrleans.AdminUi.Login.Proxy;
using VoicemailOrleans.AdminUi.Rules;
using VoicemailOrleans.AdminUi.StaticAssets;
using VoicemailOrleans.AdminUi.Web;

namespace VoicemailOrleans.AdminUi;

/// <summary>Puts the admin UI into a web application.</summary>
public static class AdminUiEndpoints
{
    /// <summary>
    /// Adds the middleware and the endpoints, and creates the first user when there is none. The middleware leaves the
    /// host's own endpoints (health, metrics) as they are: only the UI's ask for a sign-in.
    /// </summary>
    public static WebApplication MapAdminUi(this WebApplication app)
    {
        CreateFirstUser(app);
        var options = app.Services.GetRequiredService<AdminUiOptions>();
        if (options.Proxy is not null) ProxyPeople.NotePeer(app);
        if (options.ForwardingProxies.Count > 0) app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        // Here, not where the host would put it: a page that is re-executed for an error must be routed again.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseStaleTokenAnswer();

        app.MapAssets();
        app.MapContent();
        app.MapBulk();
        app.MapCsvExport();
        app.MapLiveEvents();
        app.MapTheme();
        app.MapAuditCsv();
        app.MapRules();
        app.MapPolicies();
        if (options.Oidc is not null) app.MapOidc();
        app.MapGet("/", () => Results.LocalRedirect("/voicemails")).RequireAuthorization();
        app.MapPost("/logout", SignOutAsync).RequireAuthorization()
            .WithMetadata(new RequireAntiforgeryTokenAttribute());
        app.MapRazorComponents<App>().RequireAuthorization();
        return app;
    }

    private static void CreateFirstUser(WebApplication app)
    {
        var options = app.Services.GetRequiredService<AdminUiOptions>();
        if (!options.HasLocalLogin || options.FirstPassword is not { } tell) return;
        var password = app.Services.GetRequiredService<UserStore>().CreateFirstUser();
        if (password is not null) tell(UserStore.FirstUser, password);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, AuditLog audit)
    {
        audit.SignedOut(context);
        await context.SignOutAsync(SessionCookie.Scheme);
        return Results.LocalRedirect("/login");
    }
}
