using System.Diagnostics.Metrics;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>How voicemails end, counted.</summary>
public sealed class VoicemailMetrics
{
    private readonly Counter<long> closed;
    private readonly Counter<long> purged;

    /// <summary>Creates the instruments.</summary>
    public VoicemailMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        closed = meter.CreateCounter<long>(
            "voicemail.closed", "{voicemail}", "Voicemails that ended: delivered, bounced, parked, duplicate.");
        purged = meter.CreateCounter<long>(
            "voicemail.purged", "{voicemail}", "Voicemails that were deleted with their content.");
    }

    internal void Closed(CloseReason reason) =>
        closed.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant()));

    internal void Purged() => purged.Add(1);
}
