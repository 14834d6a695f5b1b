using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>Registers the silo's scheduler.</summary>
public static class GrainHostRegistration
{
    /// <summary>
    /// Takes turns of every registered <see cref="IGrain"/> against the registered <see cref="IGrainStore"/>. Adds the
    /// health check <c>silo</c> with the tag <c>live</c>. The host's shutdown time-out must exceed
    /// <see cref="SiloOptions.ShutdownPatience"/> by some seconds.
    /// </summary>
    public static IServiceCollection AddGrainHost(this IServiceCollection services, SiloOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StoreClock>();
        services.AddSingleton(provider => new GrainHost(
            provider.GetRequiredService<IGrainStore>(),
            provider.GetServices<IGrain>(),
            options,
            provider.GetRequiredService<StoreClock>(),
            new Random(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<GrainHost>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GrainHost>());
        services.AddHealthChecks().Add(new(
            "silo", provider => new GrainHostHealthCheck(provider.GetRequiredService<GrainHost>()), null, ["live"]));
        return services;
    }
}
