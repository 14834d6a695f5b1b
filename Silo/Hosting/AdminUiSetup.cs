using VoicemailOrleans.AdminUi;
using VoicemailOrleans.AdminUi.Login.Oidc;
using VoicemailOrleans.AdminUi.Login.Proxy;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>What a site set, in the terms of the admin UI.</summary>
internal static class AdminUiSetup
{
    public static AdminUiOptions Of(ServiceSettings settings)
    {
        var options = new AdminUiOptions
        {
            StoragePath = settings.StoragePath,
            ResendDomains = settings.SmtpRelayDomains,
            ForwardingProxies = settings.HttpProxies,
            SpeechEngines = [.. settings.EffectiveSpeechEngines.Where(engine => engine != "none")],
            SpeechLanguage = settings.SpeechLanguage,
            GooglePrice = settings.GooglePrice,
            UndoTime = settings.DeleteGrace,
            FirstPassword = FirstPassword.Print,
            HasLocalLogin = settings.AdminLocalLogin,
            Oidc = Oidc(settings),
            Proxy = Proxy(settings),
            Groups = settings.Groups,
        };
        if (settings.AdminSessionIdle is { } idle) options.SessionIdleMax = idle;
        if (settings.AdminSession is { } longest) options.SessionMax = longest;
        return options;
    }

    private static OidcOptions? Oidc(ServiceSettings settings)
    {
        if (settings is not { OidcIssuer: { } issuer, OidcClientId: { } id, OidcClientSecret: { } secret }) return null;
        var bare = new OidcOptions { Issuer = issuer, ClientId = id, ClientSecret = secret };
        return new OidcOptions
        {
            Issuer = issuer,
            ClientId = id,
            ClientSecret = secret,
            DisplayName = settings.OidcName ?? bare.DisplayName,
            Scopes = settings.OidcScopes ?? bare.Scopes,
            UserClaim = settings.OidcUserClaim ?? bare.UserClaim,
            GroupsClaim = settings.OidcGroupsClaim ?? bare.GroupsClaim,
            CaFile = settings.OidcCaFile,
        };
    }

    private static ProxyOptions? Proxy(ServiceSettings settings) =>
        settings is { ProxyUserHeader: { } user, ProxyGroupsHeader: { } groups, ProxyAddresses: { } addresses }
            ? new ProxyOptions { UserHeader = user, GroupsHeader = groups, Addresses = addresses }
            : null;
}
