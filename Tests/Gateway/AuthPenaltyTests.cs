using System.Net;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class AuthPenaltyTests
{
    private const string Wrong = "AUTH PLAIN AHBieAB3cm9uZw==\r\n";
    private const string Right = "AUTH PLAIN AHBieABzZWNyZXQ=\r\n";

    private readonly ManualTimeProvider clock = new();

    [Fact]
    public void Add_BeyondTheFirstTen_DoublesUpToHalfAMinuteAndIsForgivenInAnHour()
    {
        var penalty = new AuthPenalty(clock);
        var address = IPAddress.Parse("192.0.2.1");
        Assert.Equal(TimeSpan.Zero, penalty.Add(address, 10));
        double[] expected = [1, 2, 4, 8, 16, 30, 30];
        Assert.Equal(expected, expected.Select(_ => penalty.Add(address, 1).TotalSeconds).ToArray());
        Assert.Equal(TimeSpan.Zero, penalty.Add(IPAddress.Parse("192.0.2.2"), 1));
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(TimeSpan.Zero, penalty.Add(address, 10));
    }

    [Fact]
    public void Add_OfVeryManyAddresses_StaysBounded()
    {
        var penalty = new AuthPenalty(clock);
        var guesser = IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 10_000; i++) penalty.Add(new IPAddress(i + 16_777_216L), 1);
        Assert.Equal(TimeSpan.Zero, penalty.Add(guesser, 10));
        Assert.Equal(TimeSpan.FromSeconds(1), penalty.Add(guesser, 1));
    }

    [Fact]
    public async Task Session_WrongPasswords_AreAnsweredLaterAndRightOnesAtOnce()
    {
        await using var host = await GatewayHost.StartAsync(
            new GatewayOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                Session = new SmtpSessionOptions
                {
                    AuthRequired = true, AllowAuthWithoutTls = true, Credential = new SmtpCredential("pbx", "secret"),
                },
            },
            clock);
        for (var i = 0; i < 5; i++) await GuessAsync(host, 2);
        await using var guesser = await host.ConnectAsync();
        await guesser.ExpectAsync("220");
        await guesser.SayAsync("EHLO pbx", "250");
        var timers = clock.WhenTimersSet(2);
        await guesser.SendAsync(Wrong);
        var reply = guesser.ReplyAsync();
        await timers.WaitAsync(TimeSpan.FromSeconds(10)); // its deadline, and the wait of the reply

        await using var owner = await host.ConnectAsync();
        await owner.ExpectAsync("220");
        await owner.SayAsync("EHLO pbx", "250");
        await owner.SendAsync(Right);
        await owner.ExpectAsync("235");
        Assert.False(reply.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("535 ", await reply, StringComparison.Ordinal);
    }

    private static async Task GuessAsync(GatewayHost host, int times)
    {
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        for (var i = 0; i < times; i++)
        {
            await client.SendAsync(Wrong);
            await client.ExpectAsync("535");
        }

        await client.SayAsync("QUIT", "221");
        await client.ExpectEndAsync();
    }
}
