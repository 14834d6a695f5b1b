using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Silo.Health.Metrics;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Health;

/// <summary>
/// <c>/health/live</c>: am I stuck? <c>/health/ready</c>: can I do my work now? A gateway accepts mail as long as its
/// journal does, whatever else is away; a process without one needs the store to answer. <c>/health</c>: every
/// component, for people and dashboards; a degraded component (the smarthost is down, say) does not make it fail.
/// <c>/metrics</c>: Prometheus text. None of them shows personal data. The last two are for <see cref="Watchers"/>; of
/// the first two everybody may have the answer, and watchers its parts.
/// </summary>
internal static class HealthEndpoints
{
    private const string NotForYou = "This address may not read this; see HEALTH_ and METRICS_ALLOWED_NETWORKS.\n";

    private static readonly IReadOnlyDictionary<string, HealthReportEntry> Nothing =
        new Dictionary<string, HealthReportEntry>();

    public static void MapHealth(this WebApplication app, Roles roles)
    {
        var isGateway = roles.HasFlag(Roles.Gateway);
        var live = Only(check => check.Tags.Contains("live"));
        var ready = Only(check => isGateway ? check.Tags.Contains("ready") : check.Name == "store");
        app.MapHealthChecks("/health/live", live).AllowAnonymous();
        app.MapHealthChecks("/health/ready", ready).AllowAnonymous();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAllAsync }).AllowAnonymous();
        app.MapGet("/metrics", Metrics).AllowAnonymous();
    }

    private static IResult Metrics(HttpContext context, PrometheusRegistry registry, Watchers watchers) =>
        watchers.Metrics.Allows(context)
            ? Results.Text(registry.Write(), "text/plain; version=0.0.4; charset=utf-8")
            : Results.Text(NotForYou, statusCode: StatusCodes.Status403Forbidden);

    private static Task WriteAllAsync(HttpContext context, HealthReport report)
    {
        if (MaySee(context)) return WriteAsync(context, report);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(NotForYou, context.RequestAborted);
    }

    private static bool MaySee(HttpContext context) =>
        context.RequestServices.GetRequiredService<Watchers>().Health.Allows(context);

    private static HealthCheckOptions Only(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        ResponseWriter = WriteAsync,
    };

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("components");
        foreach (var (name, entry) in MaySee(context) ? report.Entries : Nothing)
        {
            json.WriteStartObject(name);
            json.WriteString("status", entry.Status.ToString());
            if (entry.Description is { } description) json.WriteString("description", description);
            foreach (var (key, value) in entry.Data) json.WriteString(key, value.ToString());
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
