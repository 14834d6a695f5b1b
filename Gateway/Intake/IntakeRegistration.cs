using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway.Intake;

/// <summary>Registers intake.</summary>
public static class IntakeRegistration
{
    /// <summary>Intake, which needs a journal with its reader and a grain store with its clock.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, IntakeOptions options)
    {
        services.TryAddSingleton<StoreClock>();
        return services.AddHostedService(sp => new Intake(
            sp.GetRequiredService<IJournal>(),
            sp.GetRequiredService<IJournalReader>(),
            sp.GetRequiredService<IGrainStore>(),
            options,
            sp.GetRequiredService<StoreClock>(),
            sp.GetRequiredService<ILogger<Intake>>()));
    }
}
