using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>Puts the gateway into a host.</summary>
public static class GatewayRegistration
{
    /// <summary>
    /// Registers <see cref="SmtpGateway"/>. Needs an <see cref="IJournal"/>, a <see cref="TimeProvider"/> and a
    /// <c>Func&lt;CorrelationId&gt;</c>; it listens after <see cref="ListenSmtp"/>.
    /// </summary>
    public static IServiceCollection AddSmtpGateway(this IServiceCollection services, GatewayOptions options) =>
        services.AddSingleton(provider => new SmtpGateway(
            options,
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<Func<CorrelationId>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<SmtpGateway>>()));

    /// <summary>
    /// Adds the SMTP endpoints to Kestrel: <c>builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenSmtp())</c>.
    /// HTTP endpoints must then be named with Listen too: Kestrel ignores URLs once code names an endpoint.
    /// </summary>
    public static KestrelServerOptions ListenSmtp(this KestrelServerOptions kestrel)
    {
        kestrel.ApplicationServices.GetRequiredService<SmtpGateway>().Listen(kestrel);
        return kestrel;
    }
}
