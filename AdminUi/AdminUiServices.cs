using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.AdminUi.Directories;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Login.Oidc;
using VoicemailOrleans.AdminUi.Login.Proxy;
using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.AdminUi.Rules;
using VoicemailOrleans.AdminUi.StaticAssets;
using VoicemailOrleans.AdminUi.Teaching;
using VoicemailOrleans.AdminUi.Web;

namespace VoicemailOrleans.AdminUi;

/// <summary>Registers the admin UI.</summary>
public static class AdminUiServices
{
    private const string EitherScheme = "proxy or cookie";

    /// <summary>
    /// Registers pages, sign-in and everything behind them. The host adds the ports the pages read from:
    /// <c>IVoicemailIndex</c>, <c>IVoicemailDesk</c>, <c>ISpool</c>, <c>IMailComposer</c>, <c>IRecordingDecoder</c>,
    /// <c>IOperationsReports</c>, <c>IAuditTrail</c>, <c>IRuleFiles</c>, the rules themselves and
    /// <see cref="IMailView"/>.
    /// </summary>
    public static IServiceCollection AddAdminUi(this IServiceCollection services, AdminUiOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(sp => new UserStore(options.StoragePath, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LoginGuard>();
        services.AddSingleton<LoginService>();
        services.AddSingleton<UserDesk>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AssetCatalog>();
        services.AddSingleton<IconSet>();
        services.AddSingleton<RecordingReader>();
        services.AddSingleton<FormerPolicies>();
        services.AddSingleton<MailPreviews>();
        services.AddSingleton<Hearing>();
        services.AddSingleton<LiveEvents>();
        services.AddSingleton<Flash>();
        services.AddSingleton<ResendDesk>();
        services.AddSingleton<ActionDesk>();
        AddBulk(services);
        services.AddSingleton<SavedSearches>();
        services.AddSingleton<OperationsDesk>();
        services.AddSingleton<CorrectionDesk>();
        services.AddSingleton<RuleDesk>();
        services.AddSingleton<ProfileDesk>();
        services.AddSingleton<RecentMails>();
        services.AddSingleton<DirectoryUploads>();
        services.AddScoped<RequestCounts>();
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        AddSessions(services, options);
        services.AddResponseCompression(Compress);
        services.Configure<ForwardedHeadersOptions>(fields => Believe(fields, options.ForwardingProxies));
        return services;
    }

    private static void AddBulk(IServiceCollection services)
    {
        services.AddSingleton<BulkFiles>();
        services.AddSingleton<BulkWork>();
        services.AddSingleton<BulkSelection>();
        services.AddSingleton<BulkJobs>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkJobs>());
    }

    private static void AddSessions(IServiceCollection services, AdminUiOptions options)
    {
        var authentication = services.AddAuthentication(options.Proxy is null ? SessionCookie.Scheme : EitherScheme)
            .AddCookie(cookie => SessionCookie.Configure(cookie, options));
        if (options.Oidc is { } oidc) authentication.AddOidc(oidc);
        if (options.Proxy is not null) AddProxy(authentication);
        services.AddAuthorization(Permission.AddTo);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "voicemail.csrf";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        // Kept on disk, so that a restart (or another node on the same volume) honours the cookies given out. The
        // folder is the service's alone; the framework's warning about keys at rest says nothing that is not true of
        // the recordings.
        var keys = OwnFolder.Create(Path.Combine(options.StoragePath, "keys"));
        services.AddDataProtection().SetApplicationName("voicemail").PersistKeysToFileSystem(keys);
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }

    /// <summary>Whom the proxy names, unless somebody has signed in here: see <see cref="ProxyHandler"/>.</summary>
    private static void AddProxy(AuthenticationBuilder authentication)
    {
        authentication.Services.AddSingleton<ProxyPeople>();
        authentication.AddScheme<AuthenticationSchemeOptions, ProxyHandler>(ProxyHandler.SchemeName, null);
        authentication.AddPolicyScheme(EitherScheme, null, either => either.ForwardDefaultSelector = context =>
            context.RequestServices.GetRequiredService<ProxyPeople>().Vouches(context)
                ? ProxyHandler.SchemeName
                : SessionCookie.Scheme);
    }

    private static void Compress(ResponseCompressionOptions compression)
    {
        // Also over TLS: session cookies are SameSite=Strict and antiforgery tokens differ with each answer, so a
        // foreign page can neither make the requests nor find the fixed secret that guessing by size (BREACH) needs.
        compression.EnableForHttps = true;
        compression.MimeTypes = ["text/html"];
    }

    private static void Believe(ForwardedHeadersOptions fields, IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        fields.ForwardedHeaders =
            ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        // Both lists name loopback to begin with.
        fields.KnownProxies.Clear();
        fields.KnownIPNetworks.Clear();
        foreach (var network in proxies) fields.KnownIPNetworks.Add(network);
    }
}
