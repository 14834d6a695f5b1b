using System.Net;
using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Silo.Health;

namespace VoicemailOrleans.Tests.Silo.Health;

public sealed class WatcherTests
{
    [Theory]
    [InlineData("127.0.0.1", true), InlineData("::1", true), InlineData("10.1.2.3", true), InlineData("::ffff:192.168.1.1", true)]
    [InlineData("203.0.113.7", false), InlineData("2001:db8::1", false), InlineData(null, false)]
    public void Nothing_Set_LetsTheHouseIn(string? address, bool allowed) =>
        Assert.Equal(allowed, new WatcherRule(null, null).Allows(From(address)));

    [Theory]
    [InlineData("127.0.0.1", null, true), InlineData("10.1.2.3", null, false), InlineData("203.0.113.7", "Bearer token", true)]
    [InlineData("203.0.113.7", "Bearer tokem", false), InlineData("203.0.113.7", "token", false), InlineData("203.0.113.7", "Bearer token2", false)]
    public void Token_IsAskedOfEverybodyElse(string address, string? authorization, bool allowed) =>
        Assert.Equal(allowed, new WatcherRule(null, "token").Allows(From(address, authorization)));

    [Fact]
    public void Networks_AreTheOnlyOnes()
    {
        var rule = new WatcherRule([IPNetwork.Parse("192.0.2.0/24")], null);
        Assert.True(rule.Allows(From("192.0.2.9")));
        Assert.False(rule.Allows(From("127.0.0.1", "Bearer ")));
    }

    [Theory]
    [InlineData("Forwarded"), InlineData("X-Forwarded-For"), InlineData("X-Original-For"), InlineData("X-Real-IP")]
    public void Loopback_ThroughAProxy_IsNotOfThisMachine(string field)
    {
        foreach (var rule in new[] { new WatcherRule(null, null), new WatcherRule(null, "token"), new WatcherRule([IPNetwork.Parse("127.0.0.0/8")], null) })
        {
            Assert.True(rule.Allows(From("127.0.0.1")));
            var proxied = From("::ffff:127.0.0.1");
            proxied.Request.Headers[field] = "127.0.0.1";
            Assert.False(rule.Allows(proxied));
        }

        var known = From("127.0.0.1", "Bearer token");
        known.Request.Headers[field] = "203.0.113.7";
        Assert.True(new WatcherRule(null, "token").Allows(known));
    }

    private static DefaultHttpContext From(string? address, string? authorization = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        if (authorization is not null) context.Request.Headers.Authorization = authorization;
        return context;
    }
}
