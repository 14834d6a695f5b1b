using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>Which engines are in service. Never unhealthy: mail is accepted and relayed without any of them.</summary>
internal sealed class SpeechHealthCheck(IReadOnlyList<SegmentedEngine> engines) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = engines.ToDictionary(engine => engine.Name, object (engine) => Describe(engine.State));
        var outOfService = engines.Where(engine => engine.State.IsOpen).Select(engine => engine.Name).ToList();
        return Task.FromResult(outOfService.Count > 0
            ? HealthCheckResult.Degraded("out of service: " + string.Join(", ", outOfService), data: states)
            : HealthCheckResult.Healthy(engines.Count == 0 ? "switched off" : null, states));
    }

    private static string Describe((bool IsOpen, string Reason) state) =>
        state.IsOpen ? "out of service: " + state.Reason : "in service";
}
