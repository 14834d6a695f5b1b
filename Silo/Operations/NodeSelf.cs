using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>Looks at this process from inside and describes it.</summary>
internal sealed class NodeSelf(
    NodeFacts facts, MeterSampler sampler, HealthCheckService health, TroubleLog troubles, TimeProvider clock)
{
    private static readonly TimeSpan HealthEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(8);

    /// <summary>The version of the executable.</summary>
    public static readonly string Version =
        typeof(NodeSelf).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "unknown";

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();
    private IReadOnlyList<ComponentReport> components = [];
    private DateTimeOffset checkedAt = DateTimeOffset.MinValue;
    private TimeSpan processorTime;
    private long lookedAt;

    /// <summary>The report of this moment.</summary>
    public async Task<NodeReport> DescribeAsync(bool hasStopped, CancellationToken cancellationToken)
    {
        if (!hasStopped && clock.GetUtcNow() - checkedAt >= HealthEvery) await CheckAsync(cancellationToken);
        using var process = Process.GetCurrentProcess();
        return new NodeReport
        {
            Name = facts.Name,
            Host = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            Version = Version,
            Roles = facts.Roles,
            StartedAt = startedAt,
            WrittenAt = clock.GetUtcNow(),
            HasStopped = hasStopped,
            ProcessorShare = ProcessorShare(process.TotalProcessorTime),
            MemoryBytes = process.WorkingSet64,
            TurnSlots = facts.TurnSlots,
            Components = components,
            Levels = sampler.Levels(),
            Troubles = troubles.Groups,
        };
    }

    private double ProcessorShare(TimeSpan used)
    {
        var elapsed = lookedAt == 0 ? TimeSpan.Zero : clock.GetElapsedTime(lookedAt);
        var share = elapsed > TimeSpan.Zero ? (used - processorTime) / elapsed : 0;
        (processorTime, lookedAt) = (used, clock.GetTimestamp());
        return Math.Round(Math.Max(0, share), 3);
    }

    /// <summary>A check that hangs must not stop the reports, which would look as if the process were gone.</summary>
    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        checkedAt = clock.GetUtcNow();
        using var patience = new CancellationTokenSource(HealthPatience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var report = await health.CheckHealthAsync(either.Token).WaitAsync(HealthPatience, clock, either.Token);
            components = [.. report.Entries.Select(entry => Describe(entry.Key, entry.Value))];
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = $"The health checks did not answer within {HealthPatience.TotalSeconds} s.";
            components = [new("health", ComponentHealth.Unhealthy, text, new Dictionary<string, string>())];
        }
    }

    private static ComponentReport Describe(string name, HealthReportEntry entry) => new(
        name,
        entry.Status switch
        {
            HealthStatus.Healthy => ComponentHealth.Healthy,
            HealthStatus.Degraded => ComponentHealth.Degraded,
            _ => ComponentHealth.Unhealthy,
        },
        entry.Description ?? entry.Exception?.Message,
        entry.Data.ToDictionary(fact => fact.Key, fact => fact.Value.ToString() ?? ""));
}
