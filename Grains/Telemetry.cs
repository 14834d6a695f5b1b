namespace VoicemailOrleans.Grains;

/// <summary>
/// The meter that every part of the service records on, through the host's <c>IMeterFactory</c>. Instrument names are
/// <c>voicemail.area.thing</c> with their unit set; the Prometheus text is derived from them.
/// </summary>
public static class Telemetry
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "VoicemailOrleans";
}
