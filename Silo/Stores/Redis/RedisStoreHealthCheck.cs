using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>Healthy when a write is acknowledged within five seconds and the server is set up to keep it.</summary>
internal sealed class RedisStoreHealthCheck(
    RedisGrainStore store, RedisClient client, RedisStoreStart start, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.ProbeAsync(cancellationToken).AsTask().WaitAsync(Patience, clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or GrainStoreUnavailableException or RedisServerException)
        {
            return HealthCheckResult.Unhealthy(client.Problem ?? e.Message);
        }

        if (start.Verdict is not { } verdict) return HealthCheckResult.Degraded("Redis was not looked at yet.");
        var data = new Dictionary<string, object>
        {
            ["version"] = verdict.Facts.Version.ToString(),
            ["usedMemoryBytes"] = verdict.Facts.UsedBytes,
            ["replicas"] = verdict.Facts.Replicas,
        };
        if (verdict.Refusal is { } refusal) return HealthCheckResult.Unhealthy(refusal, data: data);
        return verdict.Warnings.Count > 0
            ? HealthCheckResult.Degraded(string.Join(' ', verdict.Warnings), data: data)
            : HealthCheckResult.Healthy("Writes are acknowledged.", data);
    }
}
