using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// What is counted about speech engines: requests, their time, what is billed, and how sure they are.
/// </summary>
internal sealed class SpeechMetrics
{
    /// <summary>The instrument that counts what is billed.</summary>
    public const string BilledName = "voicemail.speech.billed";

    private static readonly string[] Outcomes =
        ["heard", "no-speech", "too-long", "permanent", "configuration", "transient"];

    private readonly TimeProvider time;
    private readonly Counter<long> requests;
    private readonly Histogram<double> duration;
    private readonly Counter<double> billed;
    private readonly Histogram<double> confidence;
    private readonly Counter<long> skipped;
    private readonly ConcurrentDictionary<string, EngineBreaker> breakers = new();

    public SpeechMetrics(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(Telemetry.MeterName);
        requests = meter.CreateCounter<long>(
            "voicemail.speech.requests", "{request}", "Segments sent, by engine and outcome.");
        duration = meter.CreateHistogram<double>("voicemail.speech.duration", "s", "Time a segment took, by engine.");
        billed = meter.CreateCounter<double>(BilledName, "s", "Billed audio, by engine.");
        confidence = meter.CreateHistogram<double>(
            "voicemail.speech.confidence", "1", "Confidence of transcripts, by engine.");
        skipped = meter.CreateCounter<long>(
            "voicemail.speech.empty", "{recording}", "Empty recordings that no engine was asked about.");
        meter.CreateObservableGauge(
            "voicemail.speech.outage", Outages, "{engine}", "1 for an engine that is out of service, 0 for one in it.");
    }

    /// <summary>Tells from now on whether an engine is in service.</summary>
    public void Watch(string engine, EngineBreaker breaker)
    {
        breakers[engine] = breaker;
        foreach (var outcome in Outcomes) Count(engine, outcome, 0); // a first one is seen as growth
    }

    /// <summary>The moment a request begins.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Counts one request.</summary>
    public void Record(string engine, SegmentOutcome outcome, long started)
    {
        var byEngine = new KeyValuePair<string, object?>("engine", engine);
        Count(engine, NameOf(outcome), 1);
        duration.Record(time.GetElapsedTime(started).TotalSeconds, byEngine);
        if (outcome is SegmentOutcome.Heard heard) billed.Add(heard.Billed.TotalSeconds, byEngine);
    }

    /// <summary>Records how sure an engine is of a transcript.</summary>
    public void RecordConfidence(Transcript transcript)
    {
        if (transcript.Confidence is { } known)
            confidence.Record(known, new KeyValuePair<string, object?>("engine", transcript.Engine));
    }

    /// <summary>Counts a recording found empty.</summary>
    public void RecordEmpty() => skipped.Add(1);

    private void Count(string engine, string outcome, int count) => requests.Add(
        count, new KeyValuePair<string, object?>("engine", engine), new KeyValuePair<string, object?>("outcome", outcome));

    private IEnumerable<Measurement<long>> Outages() => breakers.Select(engine => new Measurement<long>(
        engine.Value.State.IsOpen ? 1 : 0, new KeyValuePair<string, object?>("engine", engine.Key)));

    private static string NameOf(SegmentOutcome outcome) => outcome switch
    {
        SegmentOutcome.Heard { Words.Count: 0 } => "no-speech",
        SegmentOutcome.Heard => "heard",
        SegmentOutcome.TooLong => "too-long",
        SegmentOutcome.Failed { Kind: SegmentFailure.Permanent } => "permanent",
        SegmentOutcome.Failed { Kind: SegmentFailure.Configuration } => "configuration",
        _ => "transient",
    };
}
