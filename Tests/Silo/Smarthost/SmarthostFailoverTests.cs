using Microsoft.Extensions.Diagnostics.HealthChecks;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>C29: several smarthosts, of which one is down.</summary>
public sealed class SmarthostFailoverTests
{
    private readonly ManualTimeProvider clock = new();

    [Theory, EitherCut]
    public async Task FirstIsDown_TheNextServesAtOnceAndIsNamed(bool byteByByte)
    {
        var gone = await GonePortAsync();
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(gone, second.Port));

        var outcome = Assert.Single(await relaying.Client.RelayAsync(Relaying.Request("a"), Relaying.Allow, CancellationToken.None));

        Assert.Equal((DeliveryState.Delivered, $"127.0.0.1:{second.Port}"), (outcome.State, outcome.Reply.Host));
        Assert.Single(second.Ledger.Mails);
        Assert.Equal(HealthStatus.Degraded, await relaying.HealthAsync());
        Assert.Contains(relaying.Log, line => line.Text.Contains($"in place of 127.0.0.1:{gone}"));
        Assert.False(relaying.HasAlarm);
    }

    [Theory]
    [EitherCut("421 4.3.2 not now")]
    [EitherCut("554 5.3.2 no mail here")]
    [EitherCut("drop")]
    public async Task FirstDoesNotServe_ItRests_ThenOneMessageTriesItAgain(string greeting, bool byteByByte)
    {
        var script = new SmarthostScript { On = { ["GREETING"] = greeting } };
        await using var first = new ScriptedSmarthost(script, byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port), clock);

        for (var n = 0; n < 3; n++) Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal((1, 1, 3), (first.Ledger.Connections, second.Ledger.Connections, second.Ledger.Mails.Length));

        clock.Advance(SmarthostHosts.Rest);
        for (var n = 0; n < 3; n++) Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal((2, 6), (first.Ledger.Connections, second.Ledger.Mails.Length));

        clock.Advance(SmarthostHosts.Rest);
        script.On.Clear();
        for (var n = 0; n < 3; n++) Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal((3, 3, 6), (first.Ledger.Connections, first.Ledger.Mails.Length, second.Ledger.Mails.Length));
        Assert.Equal(HealthStatus.Healthy, await relaying.HealthAsync());
    }

    [Theory]
    [EitherCut("MAIL", "421 4.3.2 shutting down")]
    [EitherCut("MAIL", "530 5.7.0 authentication required")]
    [EitherCut("MAIL", "452 4.3.1 no room")]
    [EitherCut("MAIL", "452 no room")]
    [EitherCut("RCPT", "451 4.3.0 lookup failed")]
    [EitherCut("DATA", "drop")]
    [EitherCut("DOT", "451 4.3.0 queue file write error")]
    [EitherCut("DOT", "421 4.3.2 shutting down")]
    public async Task FirstOpensAndFailsTheMessage_TheNextServesItAtOnceAndTheFirstRests(
        string phase, string action, bool byteByByte)
    {
        var script = new SmarthostScript { On = { [phase] = action } };
        await using var first = new ScriptedSmarthost(script, byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port), clock);

        for (var n = 0; n < 3; n++) Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal((1, 1, 3), (first.Ledger.Connections, second.Ledger.Connections, second.Ledger.Mails.Length));
        Assert.Equal(HealthStatus.Degraded, await relaying.HealthAsync());
        Assert.False(relaying.HasAlarm);

        clock.Advance(SmarthostHosts.Rest);
        script.On.Clear();
        for (var n = 0; n < 3; n++) Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal((3, 3), (first.Ledger.Mails.Length, second.Ledger.Mails.Length));
        Assert.Equal(HealthStatus.Healthy, await relaying.HealthAsync());
    }

    [Theory, EitherCut]
    public async Task FirstHangsAtTheMessage_TheNextServesItAfterTheTimeOut(bool byteByByte)
    {
        await using var first = new ScriptedSmarthost(
            new() { Extensions = [], On = { ["DATA"] = "hang" } }, byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port), clock);

        var relay = relaying.RelayAsync("a");
        await first.Ledger.SeenAsync("hangs at DATA");
        await clock.WhenTimersSet().WaitAsync(TimeSpan.FromSeconds(20));
        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("a Delivered 250 2.0.0", await relay);
        Assert.Single(second.Ledger.Mails);
    }

    [Theory]
    [EitherCut("MAIL", "450 4.2.1 not this sender now")]
    [EitherCut("RCPT", "450 4.2.0 greylisted")]
    [EitherCut("DATA", "451 4.7.1 try again later")]
    public async Task MessageIsPutOff_StaysWithTheServerThatSaidSo(string phase, string reply, bool byteByByte)
    {
        await using var first = new ScriptedSmarthost(new() { On = { [phase] = reply } }, byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port));

        for (var n = 0; n < 2; n++) Assert.StartsWith("a Deferred 45", await relaying.RelayAsync("a"));
        Assert.Equal(0, second.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task FirstFailsAfterItsDot_NothingGoesElsewhereAtOnce(bool byteByByte)
    {
        await using var first = new ScriptedSmarthost(new() { On = { ["DOT"] = "drop" } }, byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port));

        for (var n = 0; n < 2; n++) Assert.StartsWith("a Uncertain", await relaying.RelayAsync("a"));
        Assert.Equal((2, 0), (first.Ledger.Connections, second.Ledger.Connections));
    }

    [Theory, EitherCut]
    public async Task FirstFailsBetweenTwoTransactions_WhoHasTheMailGetsItOnce(bool byteByByte)
    {
        var mails = 0;
        await using var first = new ScriptedSmarthost(
            new SmarthostScript
            {
                Answer = (phase, _, count) =>
                    phase == "RCPT" && count > 1 ? "452 4.5.3 one at a time"
                    : phase == "MAIL" && ++mails == 2 ? "421 4.3.2 shutting down"
                    : null,
            },
            byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port));

        Assert.Equal("a Delivered 250 2.0.0\nb Deferred 421 4.3.2", await relaying.RelayAsync("a", "b"));
        Assert.Equal("b Delivered 250 2.0.0", await relaying.RelayAsync("b"));

        Assert.Equal(["a@example.test"], Assert.Single(first.Ledger.Mails).Recipients);
        Assert.Equal(["b@example.test"], Assert.Single(second.Ledger.Mails).Recipients);
    }

    [Theory, EitherCut]
    public async Task MessageIsGivenUpByUs_NoServerIsBlamed(bool byteByByte)
    {
        await using var first = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var second = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(To(first.Port, second.Port));

        var outcome = Assert.Single(await relaying.Client.RelayAsync(
            Relaying.Request("a"), (_, _) => new(false), CancellationToken.None));

        Assert.Equal(DeliveryState.Deferred, outcome.State);
        Assert.Equal(HealthStatus.Healthy, await relaying.HealthAsync());
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal(0, second.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task AllAreDown_TheFirstOnesReasonIsGiven(bool byteByByte)
    {
        await using var first = new ScriptedSmarthost(new SmarthostScript { On = { ["GREETING"] = "421 4.3.2 not now" } }, byteByByte);
        var gone = await GonePortAsync();
        await using var relaying = new Relaying(To(first.Port, gone));

        Assert.Equal("a Deferred 421 4.3.2", await relaying.RelayAsync("a"));
        Assert.Equal(HealthStatus.Degraded, await relaying.HealthAsync());
    }

    [Theory]
    [InlineData("mail.example.com", "mail.example.com:25")]
    [InlineData("mail.example.com:587", "mail.example.com:587")]
    [InlineData("192.0.2.1", "192.0.2.1:25")]
    [InlineData("192.0.2.1:2525", "192.0.2.1:2525")]
    [InlineData("2001:db8::1", "[2001:db8::1]:25")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:25")]
    [InlineData("[2001:db8::1]:587", "[2001:db8::1]:587")]
    [InlineData("mail:0", null)]
    [InlineData("mail:70000", null)]
    [InlineData("mail:smtp", null)]
    [InlineData(":25", null)]
    [InlineData("two words", null)]
    [InlineData("[2001:db8::1", null)]
    [InlineData("[2001:db8::1]x", null)]
    public void Address_IsRead(string text, string? expected) =>
        Assert.Equal(expected, SmarthostAddress.Parse(text, 25)?.ToString());

    private static async Task<int> GonePortAsync()
    {
        await using var host = new ScriptedSmarthost();
        return host.Port;
    }

    private static SmarthostOptions To(int first, int second) => new()
    {
        Host = "127.0.0.1", Port = first, Fallbacks = [new SmarthostAddress("127.0.0.1", second)], Tls = TlsPolicy.None, ClientName = "client.test",
    };
}
