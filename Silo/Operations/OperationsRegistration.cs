using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Registers what the operations page is made of.</summary>
internal static class OperationsRegistration
{
    /// <summary>
    /// This process reports; every process does. Needs the <c>PrometheusRegistry</c>, the health checks, and
    /// <see cref="AddOperationsReports"/>.
    /// </summary>
    public static IServiceCollection AddNodeReporter(this IServiceCollection services, NodeFacts facts)
    {
        services.AddHealthChecks();
        services.AddSingleton(facts);
        services.AddSingleton<MeterSampler>();
        services.AddSingleton<TroubleLog>();
        services.AddSingleton<ExemplarBook>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<TroubleLog>());
        services.AddSingleton<NodeSelf>();
        services.AddHostedService<NodeReporter>();
        return services;
    }

    /// <summary>Traces and metrics go to a collector too. Call it after <see cref="AddNodeReporter"/>.</summary>
    public static IServiceCollection AddOtlpPush(this IServiceCollection services, OtlpOptions options)
    {
        services.AddSingleton(options);
        services.AddHostedService<OtlpPush>();
        return services;
    }

    /// <summary>Reading the reports of all processes: <see cref="IOperationsReports"/>.</summary>
    public static IServiceCollection AddOperationsReports(this IServiceCollection services, string storagePath)
    {
        services.AddSingleton(new OperationsFolder(storagePath));
        services.AddSingleton<IOperationsReports, OperationsFiles>();
        return services;
    }
}
