using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Rows about TLS and credentials: no mail and no password in clear where that was not agreed.</summary>
public sealed class SmarthostTlsTests : IDisposable
{
    private readonly TestCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    [Theory]
    [EitherCut("C06 good", TlsPolicy.Required, ScriptedTls.Offered, "good", "Delivered 250 2.0.0", true)]
    [EitherCut("C06 implicit, good", TlsPolicy.Implicit, ScriptedTls.Implicit, "good", "Delivered 250 2.0.0", true)]
    [EitherCut("O21 not offered", TlsPolicy.Required, ScriptedTls.NotOffered, "good", "Deferred 0 4.7.10", false)]
    [EitherCut("O22 wrong name", TlsPolicy.Required, ScriptedTls.Offered, "wrong-name", "Deferred 0 4.7.5", false)]
    [EitherCut("O22 expired", TlsPolicy.Required, ScriptedTls.Offered, "expired", "Deferred 0 4.7.5", false)]
    [EitherCut("O22 self-signed", TlsPolicy.Required, ScriptedTls.Offered, "self-signed", "Deferred 0 4.7.5", false)]
    [EitherCut("O22 implicit, expired", TlsPolicy.Implicit, ScriptedTls.Implicit, "expired", "Deferred 0 4.7.5", false)]
    [EitherCut("O23 required, garbage", TlsPolicy.Required, ScriptedTls.Garbage, "good", "Deferred 0 4.7.5", false)]
    [EitherCut("O23 required, 454", TlsPolicy.Required, ScriptedTls.Refuse454, "good", "Deferred 454 4.7.0", false)]
    [InlineData("C08 required, injection", TlsPolicy.Required, ScriptedTls.Inject, "good", "Deferred 0 4.7.0", false, false)]
    [InlineData("C08 opportunistic, injection", TlsPolicy.StartTls, ScriptedTls.Inject, "good", "Deferred 0 4.7.0", false, false)]
    [EitherCut("O23 opportunistic, good", TlsPolicy.StartTls, ScriptedTls.Offered, "good", "Delivered 250 2.0.0", true)]
    [EitherCut("O23 opportunistic, any certificate", TlsPolicy.StartTls, ScriptedTls.Offered, "self-signed", "Delivered 250 2.0.0", true)]
    [EitherCut("O23 opportunistic, not offered", TlsPolicy.StartTls, ScriptedTls.NotOffered, "good", "Delivered 250 2.0.0", false)]
    [EitherCut("O23 opportunistic, 454", TlsPolicy.StartTls, ScriptedTls.Refuse454, "good", "Delivered 250 2.0.0", false)]
    [EitherCut("C07 opportunistic, garbage", TlsPolicy.StartTls, ScriptedTls.Garbage, "good", "Delivered 250 2.0.0", false)]
    public async Task Relay_UnderThisTls_EndsAsTheTableSays(
        string row, TlsPolicy policy, object tls, string certificate, string expected, bool isEncrypted, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Tls = (ScriptedTls)tls, Certificate = certificates.Make(certificate) }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, policy, certificates.AuthorityFile));

        Assert.Equal("a " + expected, await relaying.RelayAsync("a"));

        var isDelivered = expected.StartsWith("Delivered", StringComparison.Ordinal);
        Assert.True(isDelivered == (host.Ledger.Mails.Length == 1), row);
        if (!isDelivered) Assert.Equal(0, host.Ledger.Count("MAIL"));
        if (isDelivered) Assert.Equal(isEncrypted, host.Ledger.Entries.Any(entry => entry.EndsWith(" encrypted")));
        if (isDelivered && !isEncrypted) Assert.Contains(relaying.Log, line => line.Text.Contains("in clear"));
        if (!isDelivered && !row.Contains("454")) Assert.True(relaying.HasAlarm, row);
    }

    [Theory, EitherCut]
    public async Task O22_AuthorityUnknown_Defers(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Tls = ScriptedTls.Offered, Certificate = certificates.Make("good") }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.Required, null));

        Assert.Equal("a Deferred 0 4.7.5", await relaying.RelayAsync("a"));
        Assert.Empty(host.Ledger.Mails);
    }

    [Theory, EitherCut]
    public async Task C09_AfterTls_ForgetsWhatWasOfferedBefore(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new()
        {
            Tls = ScriptedTls.Offered,
            Certificate = certificates.Make("good"),
            Answer = (phase, _, count) => phase == "EHLO" && count == 2 ? "250 bare" : null,
        }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.Required, certificates.AuthorityFile));

        await relaying.RelayAsync("a");

        Assert.Equal(2, host.Ledger.Count("EHLO"));
        Assert.Contains("1 MAIL FROM:<sender@example.test>", host.Ledger.Entries);
    }

    [Theory]
    [EitherCut("C10 PLAIN", "PLAIN LOGIN", Relaying.Password, "Delivered 250 2.0.0")]
    [EitherCut("C10 LOGIN", "LOGIN", Relaying.Password, "Delivered 250 2.0.0")]
    [EitherCut("C10 PLAIN, 535", "PLAIN", "wrong", "Deferred 535 5.7.8")]
    [EitherCut("C10 LOGIN, 535", "LOGIN", "wrong", "Deferred 535 5.7.8")]
    [EitherCut("O25 not offered", "", Relaying.Password, "Deferred 0 4.7.4")]
    [EitherCut("C10 only others offered", "GSSAPI XOAUTH2", Relaying.Password, "Deferred 0 4.7.4")]
    public async Task Relay_WithCredentials_EndsAsTheTableSays(string row, string offered, string password, string expected, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new()
        {
            Tls = ScriptedTls.Offered,
            Certificate = certificates.Make("good"),
            Credentials = ("user", password),
            AuthOffered = offered,
        }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.Required, certificates.AuthorityFile, "user"));

        Assert.Equal("a " + expected, await relaying.RelayAsync("a"));

        Assert.True(expected.StartsWith("Delivered", StringComparison.Ordinal) != relaying.HasAlarm, row);
        Assert.Empty(host.Ledger.Violations);
        relaying.AssertLogIsClean();
    }

    [Theory]
    [EitherCut("454 4.7.0 later", "Deferred 454 4.7.0", false)]
    [EitherCut("334 what", "Deferred 0 4.5.0", false)]
    [EitherCut("534 5.7.9 too weak", "Deferred 534 5.7.9", true)]
    public async Task C10_AuthAnsweredOtherwise_Defers(string reply, string expected, bool isAlarm, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new()
        {
            Tls = ScriptedTls.Offered,
            Certificate = certificates.Make("good"),
            Credentials = ("user", Relaying.Password),
            On = { ["AUTH"] = reply },
        }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.Required, certificates.AuthorityFile, "user"));

        Assert.Equal("a " + expected, await relaying.RelayAsync("a"));
        Assert.Equal(isAlarm, relaying.HasAlarm);
        relaying.AssertLogIsClean();
    }

    [Theory]
    [EitherCut(ScriptedTls.NotOffered)]
    [EitherCut(ScriptedTls.Refuse454)]
    [EitherCut(ScriptedTls.Garbage)]
    [EitherCut(ScriptedTls.Offered)]
    public async Task O25_OpportunisticWithCredentials_NeverShowsThemToAStranger(object tls, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new()
        {
            Tls = (ScriptedTls)tls,
            Certificate = certificates.Make("self-signed"),
            Credentials = ("user", Relaying.Password),
        }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.StartTls, null, "user"));

        Assert.StartsWith("a Deferred 0 4.7", await relaying.RelayAsync("a"));

        Assert.Equal(0, host.Ledger.Count("AUTH"));
        Assert.Equal(0, host.Ledger.Count("MAIL"));
        Assert.True(relaying.HasAlarm);
    }

    [Theory, EitherCut]
    public async Task C10_AfterA535_LeavesTheHostAloneForAWhileThenTriesAgain(bool byteByByte)
    {
        var clock = new ManualTimeProvider();
        await using var host = new ScriptedSmarthost(new()
        {
            Tls = ScriptedTls.Offered,
            Certificate = certificates.Make("good"),
            Credentials = ("user", "wrong"),
        }, byteByByte);
        await using var relaying = new Relaying(Options(host.Port, TlsPolicy.Required, certificates.AuthorityFile, "user"), clock);

        await relaying.RelayAsync("a");
        Assert.Equal("a Deferred 535 5.7.8", await relaying.RelayAsync("a"));
        Assert.Equal(1, host.Ledger.Connections);
        clock.Advance(TimeSpan.FromSeconds(61));
        await relaying.RelayAsync("a");
        Assert.Equal(2, host.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task C10_Token_IsFetchedOnceUsedAndFetchedAgainWhenItExpires(bool byteByByte)
    {
        var clock = new ManualTimeProvider();
        await using var tokens = await FakeTokenService.StartAsync();
        await using var host = new ScriptedSmarthost(WithTokens("token-1"), byteByByte);
        await using var relaying = new Relaying(WithTokens(host.Port, tokens.Url, FakeTokenService.Secret), clock);

        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        clock.Advance(TimeSpan.FromMinutes(50)); // the connection is gone by then
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
        Assert.Equal(1, tokens.Given);
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("a Deferred 535 5.7.8", await relaying.RelayAsync("a")); // token-2, which this server does not take
        Assert.Equal(2, tokens.Given);
        Assert.DoesNotContain(host.Ledger.Entries, entry => entry.Contains("PROTOCOL"));
        Assert.True(relaying.HasAlarm);
        relaying.AssertLogIsClean();
    }

    [Theory, EitherCut]
    public async Task C10_TokenRefused_TheNextTryHasAFreshOne(bool byteByByte)
    {
        var clock = new ManualTimeProvider();
        await using var tokens = await FakeTokenService.StartAsync();
        await using var host = new ScriptedSmarthost(WithTokens("token-2"), byteByByte);
        await using var relaying = new Relaying(WithTokens(host.Port, tokens.Url, FakeTokenService.Secret), clock);

        Assert.Equal("a Deferred 535 5.7.8", await relaying.RelayAsync("a"));
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("a Delivered 250 2.0.0", await relaying.RelayAsync("a"));
    }

    [Theory]
    [EitherCut(503, FakeTokenService.Secret, "a Deferred 0 4.7.0", false)]
    [EitherCut(429, FakeTokenService.Secret, "a Deferred 0 4.7.0", false)]
    [EitherCut(null, "wrong", "a Deferred 0 4.7.8", true)]
    public async Task C10_NoToken_NothingIsSent(int? fault, string secret, string expected, bool isAlarm, bool byteByByte)
    {
        await using var tokens = await FakeTokenService.StartAsync();
        tokens.Fault = fault;
        await using var host = new ScriptedSmarthost(WithTokens("token-1"), byteByByte);
        await using var relaying = new Relaying(WithTokens(host.Port, tokens.Url, secret));

        Assert.Equal(expected, await relaying.RelayAsync("a"));
        Assert.Equal((0, isAlarm), (host.Ledger.Connections, relaying.HasAlarm));
        Assert.DoesNotContain(relaying.Log, line => line.Text.Contains(secret));
    }

    [Theory, EitherCut]
    public async Task C10_TokensNotOffered_TheyAreNotShown(bool byteByByte)
    {
        await using var tokens = await FakeTokenService.StartAsync();
        await using var host = new ScriptedSmarthost(WithTokens("token-1") with { AuthOffered = "PLAIN LOGIN" }, byteByByte);
        await using var relaying = new Relaying(WithTokens(host.Port, tokens.Url, FakeTokenService.Secret));

        Assert.Equal("a Deferred 0 4.7.4", await relaying.RelayAsync("a"));
        Assert.Equal(0, host.Ledger.Count("AUTH"));
    }

    private SmarthostScript WithTokens(string token) => new()
    {
        Tls = ScriptedTls.Offered, Certificate = certificates.Make("good"), Credentials = ("user", token), AuthOffered = "XOAUTH2",
    };

    private SmarthostOptions WithTokens(int port, Uri url, string secret) => new()
    {
        Host = "localhost", Port = port, Tls = TlsPolicy.Required, ClientName = "client.test", ExtraCaFile = certificates.AuthorityFile,
        User = "user", OAuth = new SmarthostOAuth(url, "voicemail", secret, "smtp"),
    };

    private static SmarthostOptions Options(int port, TlsPolicy policy, string? authority, string? user = null) => new()
    {
        Host = "localhost", Port = port, Tls = policy, ClientName = "client.test", ExtraCaFile = authority,
        User = user, Password = user is null ? null : Relaying.Password,
    };
}
