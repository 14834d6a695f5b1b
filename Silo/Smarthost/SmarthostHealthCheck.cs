using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Silo.Health;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// Degraded while the last connection to the smarthost failed. Never unhealthy and not part of readiness: mail is
/// accepted and kept however long the smarthost is away.
/// </summary>
internal sealed class SmarthostHealthCheck(SmarthostStatus status) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["lastSuccess"] = HealthFacts.Moment(status.SucceededAt),
            ["lastFailure"] = HealthFacts.Moment(status.FailedAt),
        };
        return Task.FromResult(status.Failure is { } failure
            ? HealthCheckResult.Degraded($"{failure.Kind}: {SmarthostLog.Describe(failure.Reply)}", data: data)
            : status.Instead is { } instead
            ? HealthCheckResult.Degraded(
                $"relaying over {instead.Host}: {SmarthostLog.Describe(instead.Failure.Reply)}", data: data)
            : HealthCheckResult.Healthy(status.SucceededAt is null ? "not used yet" : "relaying", data));
    }
}
