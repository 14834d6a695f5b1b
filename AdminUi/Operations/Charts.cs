using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>The charts of the operations page, from the slots of all processes.</summary>
public sealed class Charts
{
    private readonly ChartRange range;
    private readonly List<List<MeterSlot>> points;

    public Charts(ChartRange range, DateTimeOffset now, IEnumerable<MeterSlot> slots)
    {
        this.range = range;
        Times = range.Times(now);
        points = [.. Times.Select(_ => new List<MeterSlot>())];
        foreach (var slot in slots)
        {
            var point = (slot.Start - Times[0]).Ticks / range.Step.Ticks;
            if (slot.Start >= Times[0] && point < points.Count) points[(int)point].Add(slot);
        }
    }

    /// <summary>The points' starts.</summary>
    public IReadOnlyList<DateTimeOffset> Times { get; }

    /// <summary>All of them, in the page's order.</summary>
    public IReadOnlyList<Chart> All =>
    [
        new("Received", $"Messages per {range.StepText}", "", true,
        [
            Counted("Accepted", "a", "voicemail.smtp.accepted"), Counted("Turned away", "c", "voicemail.smtp.refused"),
        ]),
        new("Deliveries", $"Recipients per {range.StepText}", "", true,
        [
            Outcome("Delivered", "a", "delivered"), Outcome("To be tried again", "b", "deferred", "uncertain"),
            Outcome("Refused", "c", "refused"),
        ]),
        new("Time to mail", "From the receipt of a message to its delivery", " s", false,
        [
            Quantile("Median", "a", "voicemail.delivery.duration", 0.5, 1),
            Quantile("95 % within", "d", "voicemail.delivery.duration", 0.95, 1),
        ]),
        new("Work waiting", "Tasks that are due, the most at any time", "", false,
            [new("Due", "b", [.. points.Select(point => SlotMath.Highest(point, "voicemail.grain.due"))],
                "voicemails?view=open")]),
        new("Turns per second", "Steps of work taken by all silos", "", false,
            [new("Turns", "a", [.. points.Select(point => Rate(point, "voicemail.grain.turns"))],
                Behind("voicemail.grain.turns"))]),
        new("How quick the parts are", "95 % of them within", " ms", false,
        [
            Quantile("A turn", "a", "voicemail.grain.turn.duration", 0.95, 1000),
            Quantile("The reply to a received message", "d", "voicemail.smtp.acknowledgement", 0.95, 1000),
        ]),
        new("Speech requests", $"Pieces of recordings per {range.StepText}", "", true,
            [Answered("Answered", "a", isAnswered: true), Answered("Failed", "c", isAnswered: false)]),
    ];

    /// <summary>A counter's row.</summary>
    public ChartSeries Counted(string name, string colour, string instrument) =>
        new(name, colour, [.. points.Select(point => (double?)SlotMath.Sum(point, instrument))], Behind(instrument));

    /// <summary>Recipients with one of some outcomes.</summary>
    public ChartSeries Outcome(string name, string colour, params string[] outcomes) => new(name, colour,
        [.. points.Select(point => (double?)outcomes.Sum(outcome =>
            SlotMath.Sum(point, "voicemail.relay.recipients", "outcome", outcome)))],
        Behind("voicemail.relay.recipients", "outcome", outcomes));

    /// <summary>A histogram's row.</summary>
    public ChartSeries Quantile(string name, string colour, string instrument, double share, double factor) =>
        new(name, colour, [.. points.Select(point => SlotMath.Quantile(point, instrument, share) * factor)],
            Behind(instrument));

    private ChartSeries Answered(string name, string colour, bool isAnswered) => new(name, colour,
        [.. points.Select(point => (double?)SlotMath.By(point, "voicemail.speech.requests", "outcome")
            .Where(outcome => SpeechOutcomes.IsAnswer(outcome.Value) == isAnswered).Sum(outcome => outcome.Count))],
        Behind("voicemail.speech.requests", "outcome", isAnswered ? SpeechOutcomes.Answers : SpeechOutcomes.Failures));

    private static string? Behind(string instrument, string? label = null, params IReadOnlyList<string> values) =>
        instrument == "voicemail.smtp.accepted" ? "voicemails"
        : NumberWords.Of(instrument) is null ? null : new CountedNumber(instrument, label, values).Url;

    private double? Rate(List<MeterSlot> point, string instrument) =>
        point.Count == 0 ? null : SlotMath.Sum(point, instrument) / range.Step.TotalSeconds;
}
