using System.Net;
using VoicemailOrleans.Gateway;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class LimitTests
{
    [Fact]
    public async Task Connection_OneTooMany_Gets421AndIsServedAgainLater()
    {
        await using var host = await GatewayHost.StartAsync(
            new GatewayOptions { Host = "127.0.0.1", Port = 0, ConnectionsPerAddressMax = 2 });
        await using var first = await host.ConnectAsync();
        await using var second = await host.ConnectAsync();
        await first.ExpectAsync("220");
        await second.ExpectAsync("220");
        await using (var third = await host.ConnectAsync())
        {
            await third.SendAsync("EHLO pbx\r\n"); // talks at once, and must see the 421 all the same
            await third.ExpectAsync("421 4.7.0");
            await third.ExpectEndAsync();
        }

        await first.SayAsync("QUIT", "221");
        await first.ExpectEndAsync(); // the server counts a connection out before it closes it
        await using var fourth = await host.ConnectAsync();
        await fourth.ExpectAsync("220");
    }

    [Fact]
    public async Task Connection_OfANetworkNotAllowed_IsGreetedWith554()
    {
        await using var host = await GatewayHost.StartAsync(
            new GatewayOptions { Host = "127.0.0.1", Port = 0, AllowedNetworks = ["10.0.0.0/8", "192.0.2.7"] });
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("554 5.7.1");
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Connection_ManyResetsWithoutAWord_TheServerStillGreets()
    {
        await using var host = await GatewayHost.StartAsync();
        for (var i = 0; i < 50; i++) (await host.ConnectAsync()).Reset();
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.9.8.7", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1%3", true)]
    [InlineData("2001:db8::1", false)]
    public void AllowedNetworks_ByDefault_ArePrivate(string address, bool allowed) =>
        Assert.Equal(allowed, new AllowedNetworks(new GatewayOptions().AllowedNetworks).Contains(IPAddress.Parse(address)));

    [Fact]
    public void AllowedNetworks_NoNetwork_SaysWhichEntry()
    {
        var error = Assert.Throws<FormatException>(() => new AllowedNetworks(["10.0.0.0/8", "office"]));
        Assert.Contains("'office'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConnectionLimits_TotalAddressAndMinute_AreHeldApart()
    {
        var clock = new ManualClock();
        var limits = new ConnectionLimits(total: 3, perAddress: 2, perMinute: 4, clock);
        IPAddress a = IPAddress.Parse("192.0.2.1"), b = IPAddress.Parse("192.0.2.2"), c = IPAddress.Parse("192.0.2.3");
        Assert.True(limits.TryEnter(a));
        Assert.True(limits.TryEnter(a));
        Assert.False(limits.TryEnter(a)); // its third
        Assert.True(limits.TryEnter(b));
        Assert.False(limits.TryEnter(c)); // the fourth of all
        limits.Leave(a);
        Assert.True(limits.TryEnter(a));
        limits.Leave(a);
        Assert.True(limits.TryEnter(a));
        limits.Leave(a);
        Assert.False(limits.TryEnter(a)); // its fifth of this minute
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limits.TryEnter(a));
    }

    [Fact]
    public void Options_ThatContradictEachOther_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new GatewayOptions { CertificatePath = "x" }.Validate());
        Assert.Throws<ArgumentException>(() => new GatewayOptions { Host = "localhost" }.Validate());
        Assert.Throws<ArgumentException>(() => new GatewayOptions { TlsPort = 465 }.Validate());
        Assert.Throws<ArgumentException>(() => new GatewayOptions { Session = new() { AuthRequired = true } }.Validate());
        Assert.Throws<ArgumentException>(() => new GatewayOptions
        {
            Session = new() { AuthRequired = true, Credential = new("pbx", "secret") },
        }.Validate());
    }
}
