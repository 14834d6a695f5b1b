using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// "Am I stuck?": unhealthy when the scheduler has not come round for 30 s. A store that fails does not make it so, the
/// loop goes on; a call that never returns does, and then only a restart helps.
/// </summary>
internal sealed class GrainHostHealthCheck(GrainHost host) : IHealthCheck
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(host.SinceLastRound > Stuck
            ? HealthCheckResult.Unhealthy($"The scheduler has not come round for {host.SinceLastRound:c}.")
            : HealthCheckResult.Healthy("The scheduler comes round."));
}
