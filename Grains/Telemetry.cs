using System.Diagnostics;
using System.Globalization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The meter that every part of the service records on, through the host's <c>IMeterFactory</c>. Instrument names are
/// <c>voicemail.area.thing</c> with their unit set; the Prometheus text is derived from them.
/// <para>What is measured is measured inside an activity, a turn or an SMTP session, whose tags say what it is about.
/// So a listener can keep examples beside the figures, and no place that counts needs to know of them.</para>
/// <para>All that is done for a voicemail is one trace, in whichever process: its trace ID is the correlation ID's
/// number. Nothing has to be carried along for that.</para>
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

    [ThreadStatic]
    private static ActivityTraceId nextTrace;

    static Telemetry() => Activity.TraceIdGenerator =
        () => nextTrace == default ? ActivityTraceId.CreateRandom() : nextTrace;

    /// <summary>A turn of a grain begins; null when nobody listens.</summary>
    public static Activity? StartTurn(GrainId grain)
    {
        // An intake grain is keyed by what it remembers, not by a voicemail.
        var key = grain.Kind == GrainKinds.Intake ? null : grain.Key.Split('/')[0];
        return StartTrace($"{grain.Kind} turn", key);
    }

    /// <summary>A message of a session is complete and is being made durable; null when nobody listens.</summary>
    public static Activity? StartReceipt(CorrelationId id, string session, string client) =>
        StartTrace("receipt", id.Value)?.SetTag(SessionTag, session).SetTag(ClientTag, client);

    /// <summary>A part of a turn that takes its time begins; null when nobody listens.</summary>
    public static Activity? StartStep(string name) => Activities.StartActivity(name);

    /// <summary>The trace of a voicemail.</summary>
    public static ActivityTraceId TraceOf(CorrelationId id) =>
        ActivityTraceId.CreateFromString(id.Number.ToString("x32", CultureInfo.InvariantCulture));

    /// <summary>An SMTP session begins; null when nobody listens.</summary>
    public static Activity? StartSession(string session, string client) => Activities.StartActivity("session")
        ?.SetTag(SessionTag, session).SetTag(ClientTag, client);

    /// <summary>An activity that is no part of the one around it.</summary>
    private static Activity? StartTrace(string name, string? voicemail)
    {
        var around = Activity.Current;
        Activity.Current = null;
        nextTrace = CorrelationId.TryParse(voicemail, out var id) ? TraceOf(id) : default;
        var activity = Activities.StartActivity(name);
        nextTrace = default;
        if (activity is null) Activity.Current = around;
        else if (voicemail is not null) activity.SetTag(VoicemailTag, voicemail);
        return activity;
    }
}
