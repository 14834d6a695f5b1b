using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>Healthy when a write reaches the disk within five seconds.</summary>
internal sealed class SqliteStoreHealthCheck(SqliteGrainStore store, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.ProbeAsync(cancellationToken).AsTask().WaitAsync(Patience, clock, cancellationToken);
            return HealthCheckResult.Healthy("Writes reach the disk.");
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"A write takes longer than {Patience:c}.");
        }
        catch (GrainStoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
