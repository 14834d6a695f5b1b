using System.Diagnostics;
using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Health.Metrics;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// Keeps examples beside the figures of the operations page: a measurement is made inside an activity that says what it
/// is about (<see cref="Telemetry"/>), so the voicemails behind a number are known without another line where it is
/// counted. Of counters the latest are kept, of durations the largest, of one day.
/// </summary>
internal sealed class ExemplarBook : IDisposable
{
    /// <summary>So many are kept of a series.</summary>
    public const int PerSeries = 20;

    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(1);

    private static readonly HashSet<string> Instruments = new(StringComparer.Ordinal)
    {
        "voicemail.smtp.refused", "voicemail.smtp.auth.failures", "voicemail.smtp.tls.failures",
        "voicemail.smtp.acknowledgement",
        "voicemail.grain.turns", "voicemail.grain.turn.duration", "voicemail.grain.leases.lost",
        "voicemail.grain.conflicts",
        "voicemail.relay.recipients", "voicemail.delivery.duration", "voicemail.smarthost.dials",
        "voicemail.speech.requests", "voicemail.speech.duration",
    };

    private readonly MeterListener meters = new();
    private readonly ActivityListener activities = new();
    private readonly TimeProvider clock;
    private readonly Dictionary<string, List<Exemplar>> kept = [];
    private bool hasNews;

    /// <summary>Listens from now on.</summary>
    public ExemplarBook(TimeProvider clock)
    {
        this.clock = clock;
        activities.ShouldListenTo = source => source.Name == Telemetry.MeterName;
        activities.Sample = (ref _) => ActivitySamplingResult.PropagationData;
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.MeterName && Instruments.Contains(instrument.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.Start();
    }

    /// <summary>Goes on from what the process before this one kept.</summary>
    public void Restore(IReadOnlyDictionary<string, IReadOnlyList<Exemplar>> former)
    {
        lock (kept)
        {
            foreach (var (key, exemplars) in former)
                foreach (var exemplar in exemplars) Keep(key, exemplar);
        }
    }

    /// <summary>All that is kept; null when nothing has changed since the last call.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Exemplar>>? TakeNews()
    {
        lock (kept)
        {
            if (!hasNews) return null;
            hasNews = false;
            return kept.ToDictionary(pair => pair.Key, IReadOnlyList<Exemplar> (pair) => [.. pair.Value]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        meters.Dispose();
        activities.Dispose();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (About(Activity.Current) is not { } about) return;
        var exemplar = about with { At = clock.GetUtcNow(), Value = value };
        var key = MeterKey.Of(instrument.Name, MetricFamily.Labels(tags));
        lock (kept) Keep(key, exemplar);
    }

    /// <summary>Asks the activity and those around it: a call to an engine has one of the HTTP client's.</summary>
    private static Exemplar? About(Activity? activity)
    {
        for (; activity is not null; activity = activity.Parent)
        {
            var voicemail = activity.GetTagItem(Telemetry.VoicemailTag) as string;
            var session = activity.GetTagItem(Telemetry.SessionTag) as string;
            if (voicemail is not null || session is not null)
                return new Exemplar(
                    default, 0, voicemail, session, activity.GetTagItem(Telemetry.ClientTag) as string);
        }

        return null;
    }

    private void Keep(string key, Exemplar exemplar)
    {
        if (!kept.TryGetValue(key, out var list)) kept[key] = list = [];
        list.RemoveAll(old => exemplar.At - old.At > KeepFor);
        if (list.Count == PerSeries)
        {
            var isTime = MeterKey.IsTime(key);
            var least = isTime ? list.MinBy(old => old.Value)! : list.MinBy(old => old.At)!;
            if (isTime && least.Value >= exemplar.Value) return;
            list.Remove(least);
        }

        list.Add(exemplar);
        hasNews = true;
    }
}
