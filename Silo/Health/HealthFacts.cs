using System.Globalization;

namespace VoicemailOrleans.Silo.Health;

/// <summary>How health checks tell their facts.</summary>
internal static class HealthFacts
{
    /// <summary>A moment in ISO 8601, or <c>never</c>.</summary>
    public static string Moment(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "never";
}
