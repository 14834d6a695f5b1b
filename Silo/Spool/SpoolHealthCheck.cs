using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Ready means: mail can be made durable now. An old backlog is degraded, for mail is safe but does not move.
/// </summary>
internal sealed class SpoolHealthCheck(
    IJournal journal, JournalProgress progress, SpoolMetrics metrics, SpoolOptions options, TimeProvider time)
    : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var age = progress.Oldest is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        var data = new Dictionary<string, object>
        {
            ["freeBytes"] = metrics.FreeBytes,
            ["backlogMessages"] = progress.Backlog,
            ["backlogAgeSeconds"] = Math.Max(0, Math.Round(age.TotalSeconds)),
        };
        var health = journal.Health;
        return Task.FromResult(!health.CanAppend
            ? HealthCheckResult.Unhealthy(health.Problem, data: data)
            : age > options.BacklogAgeWarning
                ? HealthCheckResult.Degraded("Mail is accepted but waits in the journal.", data: data)
                : HealthCheckResult.Healthy(null, data));
    }
}
