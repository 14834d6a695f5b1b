using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>A file of administrators that is wrong is degraded: the rules before it go on.</summary>
internal sealed class RuleHealthCheck(IEnumerable<IRuleFile> files) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var wrong = files.Where(file => file.Problems.Count > 0)
            .Select(file => $"{file.Kind.FileName()} is not in effect: {file.Problems[0]}").ToList();
        return Task.FromResult(wrong.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(' ', wrong)));
    }
}
