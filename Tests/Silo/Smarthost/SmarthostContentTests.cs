using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Rows about content and the parameters of MAIL and RCPT.</summary>
public sealed class SmarthostContentTests
{
    private const string Mail = "MAIL FROM:<sender@example.test>";

    [Theory]
    [InlineData("Subject: a\r\n\r\n.\r\n..b\r\n.c", "Subject: a\r\n\r\n.\r\n..b\r\n.c\r\n")]
    [InlineData(".first\r\n", ".first\r\n")]
    [InlineData("bare\nline\rends\r\r\n.\n.\r\n", "bare\r\nline\r\nends\r\n\r\n.\r\n.\r\n")]
    [InlineData("smuggle\n.\r\nMAIL FROM:<x>\r\n", "smuggle\r\n.\r\nMAIL FROM:<x>\r\n")]
    [InlineData("ends in CR\r", "ends in CR\r\n")]
    [InlineData("", "")]
    public async Task C25_Content_ArrivesTransparentAndCleanHoweverCut(string content, string expected)
    {
        await using var host = new ScriptedSmarthost();
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var octets = Encoding.Latin1.GetBytes(content);

        foreach (var step in new[] { 1, 2, 3, 1000 })
        {
            ReadOnlyMemory<byte>[] pieces = [.. octets.Chunk(step).Select(chunk => new ReadOnlyMemory<byte>(chunk))];
            await SendAsync(relaying, Relaying.Request("a") with { Content = pieces });
            Assert.Equal(expected, host.Ledger.Mails[^1].Text);
        }

        Assert.Empty(host.Ledger.Violations);
    }

    [Fact]
    public async Task O30_LongLinesAndManyBlocks_ArriveUnchanged()
    {
        await using var host = new ScriptedSmarthost();
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var line = "." + new string('x', 997) + "\r\n";
        var octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line, 300)));

        Assert.Equal("a Delivered 250 2.0.0", await SendAsync(
            relaying, Relaying.Request("a") with { Content = [octets.AsMemory(0, 100_001), octets.AsMemory(100_001)] }));

        Assert.Equal(octets, host.Ledger.Mails.Single().Content);
    }

    [Fact]
    public async Task O26_LargerThanSize_IsRefusedUnsent()
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = ["SIZE 23"] });
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("a Refused 0 5.3.4", await relaying.RelayAsync("a"));
        Assert.Equal(0, host.Ledger.Count("MAIL"));
    }

    [Theory]
    [InlineData("O27 offered", "8BITMIME", false, "Delivered 250 2.0.0", Mail + " BODY=8BITMIME")]
    [InlineData("O27 not offered, sent as it is", "X", false, "Delivered 250 2.0.0", Mail)]
    [InlineData("O27 not offered, policy refuses", "X", true, "Refused 0 5.6.3", null)]
    public async Task Relay_EightBitContent_EndsAsTheTableSays(string row, string extension, bool refuses, string expected, string? command)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [extension] });
        await using var relaying = new Relaying(new SmarthostOptions
        {
            Host = "127.0.0.1", Port = host.Port, ClientName = "client.test", RefuseEightBit = refuses,
        });
        var octets = Encoding.Latin1.GetBytes("Subject: a\r\n\r\ngr\u00fc\u00dfe\r\n");

        Assert.Equal("a " + expected, await SendAsync(relaying, Relaying.Request("a") with { Content = [octets] }));

        if (command is null) Assert.Empty(host.Ledger.Mails);
        else Assert.True(host.Ledger.Entries.Contains("1 " + command), row);
        if (command is not null) Assert.Equal(octets, host.Ledger.Mails.Single().Content);
    }

    [Fact]
    public async Task O28_SmtpUtf8NeededByOne_IsRefusedForThatOne()
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = ["8BITMIME"] });
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("a Delivered 250 2.0.0\nk\u00e4the Refused 0 5.6.7", await relaying.RelayAsync("a", "k\u00e4the"));
    }

    [Theory]
    [InlineData(false, "Refused 0 5.6.7")]
    [InlineData(true, "Delivered 250 2.0.0")]
    public async Task O28_Utf8Header_NeedsTheExtension(bool isOffered, string expected)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = isOffered ? ["8BITMIME", "SMTPUTF8"] : ["8BITMIME"] });
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a") with { Content = [Encoding.UTF8.GetBytes("Subject: gr\u00fc\u00dfe\r\n\r\na\r\n")] };

        var outcome = await SendAsync(relaying, request with { Envelope = request.Envelope with { SmtpUtf8 = true } });

        Assert.Equal("a " + expected, outcome);
        if (isOffered) Assert.Contains("1 " + Mail + " BODY=8BITMIME SMTPUTF8", host.Ledger.Entries);
    }

    [Theory]
    [InlineData("DSN", " RET=HDRS ENVID=abc", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a@example.test")]
    [InlineData("X", "", "")]
    public async Task C31_DsnParameters_ArePassedOnWhereOffered(string extension, string onMail, string onRecipient)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [extension] });
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a");

        await SendAsync(relaying, request with
        {
            Recipients = [new EnvelopeRecipient("a@example.test", "SUCCESS,FAILURE", "rfc822;a@example.test")],
            Envelope = request.Envelope with { DsnReturn = "HDRS", DsnEnvelopeId = "abc" },
        });

        Assert.Contains("1 " + Mail + onMail, host.Ledger.Entries);
        Assert.Contains("1 RCPT TO:<a@example.test>" + onRecipient, host.Ledger.Entries);
    }

    [Fact]
    public async Task O29_DsnParametersThatCouldBreakOut_AreLeftOut()
    {
        await using var host = new ScriptedSmarthost();
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a");

        await SendAsync(relaying, request with { Envelope = request.Envelope with { DsnEnvelopeId = "a\r\nRSET" } });

        Assert.Equal(0, host.Ledger.Count("RSET"));
        Assert.Single(host.Ledger.Mails);
    }

    [Fact]
    public async Task C32_NullReversePath_IsSentAsSuch()
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [] });
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var request = Relaying.Request("a") with { Envelope = new Envelope("", []) };
        Assert.Equal("a Delivered 250 2.0.0", await SendAsync(relaying, request));
        Assert.Contains("1 MAIL FROM:<>", host.Ledger.Entries);
    }

    [Theory]
    [InlineData("a\r\nRSET")]
    [InlineData("a\0b")]
    [InlineData("a>b")]
    [InlineData("a b")]
    public async Task O34_AddressThatCouldBreakOut_NeverReachesTheWire(string local)
    {
        await using var host = new ScriptedSmarthost();
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = await relaying.RelayAsync("ok", local);

        Assert.StartsWith("ok Delivered", outcomes);
        Assert.EndsWith("Refused 0 5.1.3", outcomes);
        Assert.Equal(1, host.Ledger.Count("RCPT"));
        Assert.Equal(0, host.Ledger.Count("RSET"));
    }

    private static async Task<string> SendAsync(Relaying relaying, RelayRequest request) =>
        Relaying.Describe(await relaying.Client.RelayAsync(request, Relaying.Allow, CancellationToken.None));
}
