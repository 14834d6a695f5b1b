using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class SearchUrlTests
{
    private static readonly CorrelationId Id = CorrelationId.Create(
        DateTimeOffset.UnixEpoch.AddYears(50), new byte[CorrelationId.EntropyLength]);

    [Fact]
    public void Url_OfEverything_IsReadBackAsItWas()
    {
        var search = new SearchUrl
        {
            Text = "Müller & \"sons\" +49", View = VoicemailView.Open, Period = SearchPeriod.SevenDays,
            FirstDay = new DateOnly(2026, 1, 31), LastDay = new DateOnly(2026, 2, 1), Status = VoicemailStatus.Delayed,
            Transcript = TranscriptStatus.LowConfidence, Engine = "google", Language = "de-DE", LengthMin = 30,
            LengthMax = 90, Order = VoicemailOrder.Caller, Ascending = true, After = new VoicemailPlace(Id, "aé.b c"),
        };
        Assert.Equal(search, Read(search.Url()["voicemails".Length..]));
        Assert.Equal("voicemails", new SearchUrl().Url());
        var missing = new SearchUrl { WentWithout = true };
        Assert.Equal("voicemails?transcript=missing", missing.Url());
        Assert.Equal(missing, Read("?transcript=missing"));
        foreach (var (order, _, _) in SearchWords.Orders.All)
        {
            var sorted = new SearchUrl { Order = order.Order, Ascending = order.IsAscending };
            Assert.Equal(sorted, Read(sorted.Url()["voicemails".Length..]));
            Assert.True(sorted.IsPlain);
        }
    }

    [Theory]
    [InlineData("?view=x&when=x&from=x&to=31.1.2026&status=x&transcript=x&min=-1&max=1.5&sort=x&after=x&before=x.y")]
    [InlineData("?from=0001-01-01&to=9999-12-31&min=99999999999&q=%20&engine=&status=4&status=parked2")]
    public void Nonsense_IsPassedOver(string query) => Assert.Equal(new SearchUrl(), Read(query));

    [Fact]
    public void LongText_IsCut() =>
        Assert.Equal(200, Read("?q=" + new string('a', 5000)).ToQuery(TimeProvider.System, 1, null).Text!.Length);

    [Fact]
    public void Days_AreThoseOfTheClocksZone()
    {
        var clock = new ManualTimeProvider();
        var today = new DateTimeOffset(clock.GetLocalNow().Date, clock.GetLocalNow().Offset);
        Assert.Equal(today, Read("?when=today").ToQuery(clock, 1, null).From);
        Assert.Equal(today.AddDays(-6), Read("?when=7d").ToQuery(clock, 1, null).From);
        Assert.Equal(today.AddDays(-29), Read("?when=30d&from=2001-01-01").ToQuery(clock, 1, null).From);
        var query = Read("?from=2001-02-03&to=2001-02-03").ToQuery(clock, 1, null);
        Assert.Equal(TimeSpan.FromDays(1), query.Until - query.From);
    }

    private static SearchUrl Read(string query) =>
        SearchUrl.Parse(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
