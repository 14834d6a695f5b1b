using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Silo.Health;

namespace VoicemailOrleans.Silo.Canary;

/// <summary>Degraded while the last canary did not arrive. Not part of readiness: mail is accepted all the same.</summary>
internal sealed class CanaryHealthCheck(CanaryStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["lastArrival"] = HealthFacts.Moment(status.ArrivedAt),
            ["lastSeconds"] = Math.Round(status.Took.TotalSeconds, 1),
        };
        return Task.FromResult(status.Problem is { } problem
            ? HealthCheckResult.Degraded($"The canary did not arrive: {problem}", data: data)
            : HealthCheckResult.Healthy(status.ArrivedAt is null ? "not flown yet" : "arrived", data));
    }
}
