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
    [EitherCut("Subject: a\r\n\r\n.\r\n..b\r\n.c", "Subject: a\r\n\r\n.\r\n..b\r\n.c\r\n")]
    [EitherCut(".first\r\n", ".first\r\n")]
    [EitherCut("bare\nline\rends\r\r\n.\n.\r\n", "bare\r\nline\r\nends\r\n\r\n.\r\n.\r\n")]
    [EitherCut("smuggle\n.\r\nMAIL FROM:<x>\r\n", "smuggle\r\n.\r\nMAIL FROM:<x>\r\n")]
    [EitherCut("ends in CR\r", "ends in CR\r\n")]
    [EitherCut("", "")]
    public async Task C25_Content_ArrivesTransparentAndCleanHoweverCut(string content, string expected, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
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

    [Theory, EitherCut]
    public async Task O30_LongLinesAndManyBlocks_ArriveUnchanged(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var line = "." + new string('x', 997) + "\r\n";
        var octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line, 300)));

        Assert.Equal("a Delivered 250 2.0.0", await SendAsync(
            relaying, Relaying.Request("a") with { Content = [octets.AsMemory(0, 100_001), octets.AsMemory(100_001)] }));

        Assert.Equal(octets, host.Ledger.Mails.Single().Content);
    }

    [Theory, EitherCut]
    public async Task O26_LargerThanSize_IsRefusedUnsent(bool byteByByte)
    {
        var size = Relaying.Content.Length;
        await using var tooSmall = new ScriptedSmarthost(new() { Extensions = [$"SIZE {size - 1}"] }, byteByByte);
        await using var toOne = new Relaying(Relaying.To(tooSmall.Port));
        await using var justRight = new ScriptedSmarthost(new() { Extensions = [$"SIZE {size}"] }, byteByByte);
        await using var toOther = new Relaying(Relaying.To(justRight.Port));

        Assert.Equal("a Refused 0 5.3.4", await toOne.RelayAsync("a"));
        Assert.Equal("a Delivered 250 2.0.0", await toOther.RelayAsync("a"));

        Assert.Equal(0, tooSmall.Ledger.Count("MAIL"));
        Assert.Contains($"1 {Mail} SIZE={size}", justRight.Ledger.Entries);
    }

    [Theory]
    [EitherCut("O27 offered", "8BITMIME", false, "Delivered 250 2.0.0", Mail + " BODY=8BITMIME")]
    [EitherCut("O27 not offered, sent as it is", "X", false, "Delivered 250 2.0.0", Mail)]
    [EitherCut("O27 not offered, policy refuses", "X", true, "Refused 0 5.6.3", null)]
    public async Task Relay_EightBitContent_EndsAsTheTableSays(string row, string extension, bool refuses, string expected, string? command, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [extension] }, byteByByte);
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

    [Theory, EitherCut]
    public async Task O28_SmtpUtf8NeededByOne_IsRefusedForThatOne(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = ["8BITMIME"] }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("a Delivered 250 2.0.0\nk\u00e4the Refused 0 5.6.7", await relaying.RelayAsync("a", "k\u00e4the"));
    }

    [Theory]
    [EitherCut(false, "Refused 0 5.6.7")]
    [EitherCut(true, "Delivered 250 2.0.0")]
    public async Task O28_Utf8Header_NeedsTheExtension(bool isOffered, string expected, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = isOffered ? ["8BITMIME", "SMTPUTF8"] : ["8BITMIME"] }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a") with { Content = [Encoding.UTF8.GetBytes("Subject: gr\u00fc\u00dfe\r\n\r\na\r\n")] };

        var outcome = await SendAsync(relaying, request with { Envelope = request.Envelope with { SmtpUtf8 = true } });

        Assert.Equal("a " + expected, outcome);
        if (isOffered) Assert.Contains("1 " + Mail + " BODY=8BITMIME SMTPUTF8", host.Ledger.Entries);
    }

    [Theory]
    [EitherCut("DSN", " RET=HDRS ENVID=abc", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a@example.test")]
    [EitherCut("X", "", "")]
    public async Task C31_DsnParameters_ArePassedOnWhereOffered(string extension, string onMail, string onRecipient, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [extension] }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a");

        request = request with
        {
            Recipients = [new EnvelopeRecipient("a@example.test", "SUCCESS,FAILURE", "rfc822;a@example.test")],
            Envelope = request.Envelope with { DsnReturn = "HDRS", DsnEnvelopeId = "abc" },
        };
        var outcome = Assert.Single(await relaying.Client.RelayAsync(request, Relaying.Allow, CancellationToken.None));

        Assert.Equal(extension == "DSN", outcome.Reply.IsDsnOffered);
        Assert.Contains("1 " + Mail + onMail, host.Ledger.Entries);
        Assert.Contains("1 RCPT TO:<a@example.test>" + onRecipient, host.Ledger.Entries);
    }

    [Theory, EitherCut]
    public async Task O29_DsnParametersThatCouldBreakOut_AreLeftOut(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a");

        await SendAsync(relaying, request with { Envelope = request.Envelope with { DsnEnvelopeId = "a\r\nRSET" } });

        Assert.Equal(0, host.Ledger.Count("RSET"));
        Assert.Single(host.Ledger.Mails);
    }

    [Theory, EitherCut]
    public async Task C32_NullReversePath_IsSentAsSuch(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new() { Extensions = [] }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var request = Relaying.Request("a") with { Envelope = new Envelope("", []) };
        Assert.Equal("a Delivered 250 2.0.0", await SendAsync(relaying, request));
        Assert.Contains("1 MAIL FROM:<>", host.Ledger.Entries);
    }

    [Theory]
    [EitherCut("a\r\nRSET")]
    [EitherCut("a\0b")]
    [EitherCut("a>b")]
    [EitherCut("a b")]
    public async Task O34_AddressThatCouldBreakOut_NeverReachesTheWire(string local, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = await relaying.RelayAsync("ok", local);

        Assert.StartsWith("ok Delivered", outcomes);
        Assert.EndsWith("Refused 0 5.1.3", outcomes);
        Assert.Equal(1, host.Ledger.Count("RCPT"));
        Assert.Equal(0, host.Ledger.Count("RSET"));
    }

    [Theory]
    [EitherCut("a\r\nRSET")]
    [EitherCut("a> SIZE=1 <")]
    public async Task O34_ReversePathThatCouldBreakOut_NeverReachesTheWire(string local, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var request = Relaying.Request("a") with { Envelope = new Envelope(local + "@example.test", []) };

        Assert.Equal("a Refused 0 5.1.7", await SendAsync(relaying, request));
        Assert.Equal(0, host.Ledger.Count("MAIL"));
    }

    private static async Task<string> SendAsync(Relaying relaying, RelayRequest request) =>
        Relaying.Describe(await relaying.Client.RelayAsync(request, Relaying.Allow, CancellationToken.None));
}
