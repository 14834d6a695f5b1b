using System.Diagnostics;
using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Operations;

namespace VoicemailOrleans.Tests.Silo.Operations;

public sealed class ExemplarBookTests : IDisposable
{
    private readonly FixedClock clock = new();
    private readonly Meter meter = new(Telemetry.MeterName);
    private readonly ExemplarBook book;
    private readonly string label = Guid.CreateVersion7().ToString("N");

    public ExemplarBookTests() => book = new ExemplarBook(clock);

    public void Dispose()
    {
        book.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Count_InsideATurn_NamesItsVoicemail()
    {
        var turns = meter.CreateCounter<long>("voicemail.grain.turns");
        using (Telemetry.StartTurn(new GrainId(GrainKinds.Transcription, "01abc/2")))
        using (new Activity("an HTTP request").Start())
            turns.Add(1, Tag);
        turns.Add(1, Tag); // outside: about nothing
        var exemplar = Assert.Single(Taken("voicemail.grain.turns"));
        Assert.Equal(("01abc", 1.0, clock.GetUtcNow()), (exemplar.Voicemail, exemplar.Value, exemplar.At));
    }

    [Fact]
    public void Count_InsideASession_NamesTheClient()
    {
        var refused = meter.CreateCounter<long>("voicemail.smtp.refused");
        using (Telemetry.StartSession("0HN1", "10.1.2.3")) refused.Add(1, Tag);
        var exemplar = Assert.Single(Taken("voicemail.smtp.refused"));
        Assert.Equal((null, "0HN1", "10.1.2.3"), (exemplar.Voicemail, exemplar.Session, exemplar.Client));
    }

    [Fact]
    public void Count_InsideAnIntakeTurn_IsAboutNoVoicemail()
    {
        var turns = meter.CreateCounter<long>("voicemail.grain.turns");
        using (Telemetry.StartTurn(new GrainId(GrainKinds.Intake, "somehash"))) turns.Add(1, Tag);
        Assert.Empty(Taken("voicemail.grain.turns"));
    }

    [Fact]
    public void Counts_ManyOfThem_TheLatestAreKept()
    {
        var turns = meter.CreateCounter<long>("voicemail.grain.turns");
        for (var i = 0; i < ExemplarBook.PerSeries + 5; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            using (Telemetry.StartTurn(new GrainId(GrainKinds.Voicemail, $"v{i}"))) turns.Add(1, Tag);
        }

        Assert.Equal(
            Enumerable.Range(5, ExemplarBook.PerSeries).Select(i => $"v{i}"),
            Taken("voicemail.grain.turns").Select(exemplar => exemplar.Voicemail));
    }

    [Fact]
    public void Durations_ManyOfThem_TheLongestOfADayAreKept()
    {
        var took = meter.CreateHistogram<double>("voicemail.delivery.duration");
        void Record(double seconds)
        {
            using (Telemetry.StartTurn(new GrainId(GrainKinds.Voicemail, "v"))) took.Record(seconds, Tag);
        }

        Record(1000);
        clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 2 * ExemplarBook.PerSeries; i++) Record(i * 7 % (2 * ExemplarBook.PerSeries));
        Assert.Equal(
            Enumerable.Range(ExemplarBook.PerSeries, ExemplarBook.PerSeries).Select(i => (double)i),
            Taken("voicemail.delivery.duration").Select(exemplar => exemplar.Value).Order());
    }

    [Fact]
    public void Restore_WhatTheFormerProcessKept_IsThereBesideTheNew()
    {
        var key = Key("voicemail.grain.turns");
        book.Restore(new Dictionary<string, IReadOnlyList<Exemplar>> { [key] = [new(clock.GetUtcNow(), 1, "former")] });
        Assert.Equal("former", Assert.Single(Taken("voicemail.grain.turns")).Voicemail);
        Assert.Null(book.TakeNews());
    }

    private KeyValuePair<string, object?> Tag => new("kind", label);

    private string Key(string instrument) => MeterKey.Of(instrument, $"kind=\"{label}\"");

    private IReadOnlyList<Exemplar> Taken(string instrument) =>
        book.TakeNews()?.GetValueOrDefault(Key(instrument)) ?? [];

    private sealed class FixedClock : TimeProvider
    {
        private DateTimeOffset now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}
