using System.Diagnostics;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The meter that every part of the service records on, through the host's <c>IMeterFactory</c>. Instrument names are
/// <c>voicemail.area.thing</c> with their unit set; the Prometheus text is derived from them.
/// <para>What is measured is measured inside an activity, a turn or an SMTP session, whose tags say what it is about.
/// So a listener can keep examples beside the figures, and no place that counts needs to know of them.</para>
/// </summary>
public static class Telemetry
{
    /// <summary>The meter's name, and that of the activities' source.</summary>
    public const string MeterName = "VoicemailOrleans";

    /// <summary>The tag of an activity that names the correlation ID of the voicemail it is about.</summary>
    public const string VoicemailTag = "voicemail.id";

    /// <summary>The tag of an activity that names the SMTP session it is about, as the log does.</summary>
    public const string SessionTag = "voicemail.session";

    /// <summary>The tag of an activity that names the address of the client of its session.</summary>
    public const string ClientTag = "client.address";

    private static readonly ActivitySource Activities = new(MeterName);

    /// <summary>A turn of a grain begins; null when nobody listens.</summary>
    public static Activity? StartTurn(GrainId grain)
    {
        var activity = Activities.StartActivity("turn");
        // An intake grain is keyed by what it remembers, not by a voicemail.
        if (grain.Kind != GrainKinds.Intake) activity?.SetTag(VoicemailTag, grain.Key.Split('/')[0]);
        return activity;
    }

    /// <summary>An SMTP session begins; null when nobody listens.</summary>
    public static Activity? StartSession(string session, string client) => Activities.StartActivity("session")
        ?.SetTag(SessionTag, session).SetTag(ClientTag, client);
}
