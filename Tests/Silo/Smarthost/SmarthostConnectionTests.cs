using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Rows about connections: refused, cut at every phase, reused, found dead.</summary>
public sealed class SmarthostConnectionTests
{
    [Theory]
    [EitherCut("O14 cut at the greeting", "GREETING", "drop", "Deferred")]
    [EitherCut("O14 reset at EHLO", "EHLO", "reset", "Deferred")]
    [EitherCut("O14 cut after MAIL", "MAIL", "drop", "Deferred")]
    [EitherCut("O14 cut after RCPT", "RCPT", "drop", "Deferred")]
    [EitherCut("O14 reset after RCPT", "RCPT", "reset", "Deferred")]
    [EitherCut("O14 cut after DATA", "DATA", "drop", "Deferred")]
    [EitherCut("O14 cut after 354", "DATA", "354 go on|drop", "Deferred")]
    [EitherCut("C18 cut inside the content", "BODY", "drop", "Deferred")]
    [EitherCut("C18 reset inside the content", "BODY", "reset", "Deferred")]
    [EitherCut("O15 cut after the dot", "DOT", "drop", "Uncertain")]
    [EitherCut("O15 reset after the dot", "DOT", "reset", "Uncertain")]
    [EitherCut("O15 cut inside the reply to the dot", "DOT", "250-2.0.0 tak|drop", "Uncertain")]
    [EitherCut("O18 250 and reset in one moment", "DOT", "250 2.0.0 taken|reset", "Delivered")]
    [EitherCut("C22 421 and cut at MAIL", "MAIL", "421 4.3.2 bye|drop", "Deferred")]
    public async Task Relay_WhenTheConnectionBreaks_EndsAsTheTableSays(string row, string phase, string action, string expected, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript { Extensions = ["PIPELINING"], On = { [phase] = action } }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var request = Relaying.Request("a", "b");

        // More than the buffers between the two can hold: a cut inside the content is always one.
        var isInContent = phase == "BODY" || action.StartsWith("354");
        if (isInContent) request = request with { Content = [Relaying.Content, new byte[32 * 1024 * 1024]] };

        var outcomes = await relaying.Client.RelayAsync(request, Relaying.Allow, CancellationToken.None);

        Assert.True(outcomes.All(outcome => outcome.State.ToString() == expected), row + ": " + Relaying.Describe(outcomes));
        Assert.Equal(1, host.Ledger.Connections);
        Assert.Equal(expected == "Delivered", host.Ledger.Mails.Length == 1 && !action.StartsWith("250-"));
    }

    [Fact]
    public async Task C01_ConnectionRefused_Defers()
    {
        var host = new ScriptedSmarthost();
        var port = host.Port;
        await host.DisposeAsync();
        await using var relaying = new Relaying(Relaying.To(port));

        Assert.Equal("a Deferred 0 4.4.1\nb Deferred 0 4.4.1", await relaying.RelayAsync("a", "b"));
        Assert.False(relaying.HasAlarm);
    }

    /// <summary>No route leads to the broadcast address: the system says so at once.</summary>
    [Fact]
    public async Task C01_NoRoute_Defers()
    {
        await using var relaying = new Relaying(new SmarthostOptions { Host = "255.255.255.255", ClientName = "client.test" });

        Assert.Equal("a Deferred 0 4.4.1", await relaying.RelayAsync("a"));
        Assert.False(relaying.HasAlarm);
    }

    [Fact]
    public async Task O13_NameNotFound_DefersWithAlarm()
    {
        var options = new SmarthostOptions { Host = "smarthost.invalid", ClientName = "client.test" };
        await using var relaying = new Relaying(options);

        Assert.StartsWith("a Deferred 0 4.4.3", await relaying.RelayAsync("a"));
        Assert.NotEqual(HealthStatus.Healthy, await relaying.HealthAsync());
    }

    [Theory, EitherCut]
    public async Task O06_BeforeFinalDot_NamesTheAcceptedOnly(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        List<string> asked = [];

        await relaying.Client.RelayAsync(
            Relaying.Request("a", "rcpt-550", "b"),
            (accepted, _) =>
            {
                asked.AddRange(accepted);
                Assert.Empty(host.Ledger.Mails);
                return new(true);
            },
            CancellationToken.None);

        Assert.Equal(["a@example.test", "b@example.test"], asked);
    }

    [Theory, EitherCut]
    public async Task OnDelivered_IsToldBeforeTheNextTransactionBegins(bool byteByByte)
    {
        var script = new SmarthostScript { Answer = (phase, _, count) => phase == "RCPT" && count > 1 ? "452 4.5.3 one at a time" : null };
        await using var host = new ScriptedSmarthost(script, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        List<string> told = [];
        var request = Relaying.Request("a", "b") with
        {
            OnDelivered = outcomes =>
            {
                told.Add($"{host.Ledger.Count("MAIL")}: {Relaying.Describe(outcomes)}");
                return ValueTask.CompletedTask;
            },
        };

        await relaying.Client.RelayAsync(request, Relaying.Allow, CancellationToken.None);

        Assert.Equal(["1: a Delivered 250 2.0.0", "2: a Delivered 250 2.0.0\nb Delivered 250 2.0.0"], told);
    }

    [Theory, EitherCut]
    public async Task BeforeFinalDot_SaysNo_DropsTheConnectionAndDefers(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = await relaying.Client.RelayAsync(Relaying.Request("a", "rcpt-550"), (_, _) => new(false), CancellationToken.None);

        Assert.Equal("a Deferred 0 4.3.0\nrcpt-550 Refused 550", Relaying.Describe(outcomes));
        Assert.Empty(host.Ledger.Mails);
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal(2, host.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task BeforeFinalDot_Throws_DefersAndSaysSo(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = await relaying.Client.RelayAsync(
            Relaying.Request("a"), (_, _) => throw new IOException("store away"), CancellationToken.None);

        Assert.Equal("a Deferred 0 4.3.0", Relaying.Describe(outcomes));
        Assert.Empty(host.Ledger.Mails);
        Assert.Contains(relaying.Log, line => line.Level == LogLevel.Error);
    }

    [Theory, EitherCut]
    public async Task O32_SecondMailAfterARefusedOne_ComesAfterRsetOnTheSameConnection(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        await relaying.RelayAsync("rcpt-550");
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));

        Assert.Equal(1, host.Ledger.Connections);
        Assert.Equal(1, host.Ledger.Count("RSET"));
        Assert.Empty(host.Ledger.Violations);
    }

    [Theory]
    [EitherCut("")]
    [EitherCut("421 4.4.2 idle too long|drop")]
    [EitherCut("drop")]
    [EitherCut("500 what")]
    public async Task C26_PooledConnectionIsDead_GoesOverAFreshOneUnnoticed(string toRset, bool byteByByte)
    {
        var script = new SmarthostScript { Answer = (phase, _, _) => phase == "RSET" && toRset.Length > 0 ? toRset : null };
        await using var host = new ScriptedSmarthost(script, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        await relaying.RelayAsync("a");
        if (toRset.Length == 0) host.CloseConnections();

        Assert.Equal("b Delivered 250 2.0.0", await relaying.RelayAsync("b"));

        Assert.Equal(2, host.Ledger.Connections);
        Assert.Equal(2, host.Ledger.Mails.Length);
        Assert.DoesNotContain(relaying.Log, line => line.Level >= LogLevel.Warning);
    }

    [Theory, EitherCut]
    public async Task C30_FiftyMessages_KeepToTheLimitsOfThePool(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(new()
        {
            Host = "127.0.0.1", Port = host.Port, ClientName = "client.test", ConnectionsMax = 3, MessagesPerConnectionMax = 10,
        });

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => relaying.RelayAsync("r" + number)));

        Assert.All(all, outcome => Assert.Contains("Delivered", outcome));
        Assert.Equal(50, host.Ledger.Mails.Length);
        Assert.InRange(host.Ledger.Connections, 5, 7);
        var perConnection = host.Ledger.Entries.Where(entry => entry.EndsWith(" DOT")).GroupBy(entry => entry.Split(' ')[0]);
        Assert.All(perConnection, group => Assert.InRange(group.Count(), 1, 10));
        Assert.InRange(OpenAtOnce(host.Ledger.Entries), 1, 4);
    }

    [Theory, EitherCut]
    public async Task Relay_CancelledBeforeTheDot_ThrowsAndSendsNone(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await relaying.Client.RelayAsync(
            Relaying.Request("a"),
            async (_, token) =>
            {
                await cancel.CancelAsync();
                return true;
            },
            cancel.Token));

        Assert.Empty(host.Ledger.Mails);
    }

    [Theory, EitherCut]
    public async Task Relay_CancelledAfterTheDot_WaitsForTheReply(bool byteByByte)
    {
        var reply = new TaskCompletionSource();
        await using var host = new ScriptedSmarthost(new SmarthostScript { BeforeDotReply = reply.Task }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        using var cancel = new CancellationTokenSource();

        var relay = relaying.Client.RelayAsync(Relaying.Request("a"), Relaying.Allow, cancel.Token).AsTask();
        await host.Ledger.SeenAsync("DOT");
        await cancel.CancelAsync();
        reply.SetResult();

        Assert.Equal("a Delivered 250 2.0.0", Relaying.Describe(await relay));
    }

    [Theory, EitherCut]
    public async Task Relay_CancelledInASecondTransaction_KeepsWhatTheFirstDelivered(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript
        {
            Answer = (phase, _, count) => phase == "RCPT" && count > 1 ? "452 4.5.3 too many" : null,
        }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        using var cancel = new CancellationTokenSource();

        var outcomes = await relaying.Client.RelayAsync(
            Relaying.Request("a", "b"),
            (accepted, _) =>
            {
                if (accepted[0].StartsWith('b')) cancel.Cancel();
                return new(true);
            },
            cancel.Token);

        Assert.Equal([DeliveryState.Delivered, DeliveryState.Deferred], outcomes.Select(outcome => outcome.State));
    }

    /// <summary>The most connections that had begun and not said QUIT at any time.</summary>
    private static int OpenAtOnce(string[] entries)
    {
        var open = 0;
        var most = 0;
        foreach (var entry in entries)
        {
            if (entry.EndsWith(" connected")) most = Math.Max(most, ++open);
            if (entry.EndsWith(" QUIT")) open--;
        }

        return most;
    }
}
