using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>Rows about replies: what the smarthost says decides, recipient by recipient, however it is cut.</summary>
public sealed class SmarthostReplyTests
{
    private static readonly Dictionary<string, (SmarthostScript Script, string[] Recipients, string Expected)> Rows = new()
    {
        ["O01 multi-line replies"] = (On("GREETING", "220-one\r\n220 two", "RCPT", "250-2.1.5 a\r\n250 2.1.5 b"), ["ok"], "ok Delivered 250 2.0.0"),
        ["O02 long and non-ASCII reply"] = (On("DOT", "250 2.0.0 größe " + new string('x', 1980)), ["ok"], "ok Delivered 250 2.0.0"),
        ["C23 garbage at RCPT"] = (On("RCPT", "HELLO"), ["ok"], "ok Deferred 0 4.5.0"),
        ["O03 a blank inside the code"] = (On("RCPT", "2 50"), ["ok"], "ok Deferred 0 4.5.0"),
        ["C23 code out of range"] = (On("MAIL", "650 what"), ["ok"], "ok Deferred 0 4.5.0"),
        ["C23 reply of 100 lines"] = (On("MAIL", Lines(99) + "250 end"), ["ok"], "ok Deferred 0 4.5.0"),
        ["C23 line of 1 MiB"] = (On("MAIL", "250 " + new string('x', 1 << 20)), ["ok"], "ok Deferred 0 4.5.0"),
        ["C23 garbage in place of the reply to the dot"] = (On("DOT", "HELLO"), ["ok"], "ok Uncertain 0 4.5.0"),
        ["C03 greeting 421"] = (On("GREETING", "421 4.3.2 busy"), ["ok"], "ok Deferred 421 4.3.2"),
        ["O04 greeting 554"] = (On("GREETING", "554 5.7.1 not you"), ["ok"], "ok Deferred 554 5.7.1"),
        ["C04 EHLO 502"] = (On("EHLO", "502 5.5.1 what"), ["ok", "rcpt-550"], "ok Delivered 250 2.0.0\nrcpt-550 Refused 550"),
        ["C05 odd keywords"] = (On("EHLO", "250-x\r\n250-pipelining\r\n250-XFOO bar=1\r\n250 size 5000"), ["ok"], "ok Delivered 250 2.0.0"),
        ["C14 MAIL 4xx"] = (On("MAIL", "451 4.3.0 later"), ["ok", "two"], "ok Deferred 451 4.3.0\ntwo Deferred 451 4.3.0"),
        ["C14 MAIL 5xx"] = (On("MAIL", "550 5.7.1 no"), ["ok"], "ok Refused 550 5.7.1"),
        ["O25 530 demanded at RCPT"] = (On("RCPT", "530 5.7.0 authenticate"), ["ok"], "ok Deferred 530 5.7.0"),
        ["O25 530 demanded at DATA"] = (On("DATA", "530 5.7.0 authenticate"), ["ok"], "ok Deferred 530 5.7.0"),
        ["O25 530 demanded after the dot"] = (On("DOT", "530 5.7.0 authenticate"), ["ok"], "ok Deferred 530 5.7.0"),
        ["O26 552 at MAIL"] = (On("MAIL", "552 5.3.4 too large"), ["ok"], "ok Refused 552 5.3.4"),
        ["O25 530 demanded at MAIL"] = (On("MAIL", "530 5.7.0 authenticate"), ["ok"], "ok Deferred 530 5.7.0"),
        ["O06 a mix"] = (new(), ["ok", "rcpt-550", "rcpt-450", "two"],
            "ok Delivered 250 2.0.0\nrcpt-550 Refused 550\nrcpt-450 Deferred 450\ntwo Delivered 250 2.0.0"),
        ["C15 251 is accepted"] = (new(), ["rcpt-251"], "rcpt-251 Delivered 250 2.0.0"),
        ["C15 452 and 552 alone"] = (new(), ["rcpt-452", "rcpt-552"], "rcpt-452 Deferred 452\nrcpt-552 Refused 552"),
        ["O08 all refused, DATA 503"] = (new(), ["rcpt-550", "rcpt-450"], "rcpt-550 Refused 550\nrcpt-450 Deferred 450"),
        ["C16 all refused, DATA 354"] = (new() { AlwaysWantsContent = true }, ["rcpt-550"], "rcpt-550 Refused 550"),
        ["C17 DATA 4xx"] = (new(), ["data-451", "ok", "rcpt-550"], "data-451 Deferred 451\nok Deferred 451\nrcpt-550 Refused 550"),
        ["O10 DATA 5xx"] = (new(), ["data-554"], "data-554 Refused 554"),
        ["C20 dot 4xx"] = (new(), ["dot-451", "ok"], "dot-451 Deferred 451\nok Deferred 451"),
        ["O10 dot 5xx"] = (new(), ["dot-554", "rcpt-450"], "dot-554 Refused 554\nrcpt-450 Deferred 450"),
        ["O19 421 at RCPT"] = (new(), ["ok", "rcpt-421"], "ok Deferred 421\nrcpt-421 Deferred 421"),
        ["O19 421 at DATA"] = (new(), ["data-421"], "data-421 Deferred 421"),
        ["O19 421 at the dot"] = (new(), ["dot-421"], "dot-421 Deferred 421"),
        ["C21 250, then reset at QUIT"] = (On("QUIT", "reset"), ["ok"], "ok Delivered 250 2.0.0"),
        ["O19 421 at QUIT"] = (On("QUIT", "421 4.4.2 gone"), ["ok"], "ok Delivered 250 2.0.0"),
        ["C17 250 in place of 354"] = (On("DATA", "250 2.0.0 taken"), ["ok"], "ok Deferred 0 4.5.0"),
        ["pipelining violation: 250 before the dot"] = (On("DATA", "354 go on\r\n250 2.0.0 taken"), ["ok"], "ok Deferred 0 4.5.0"),
        ["early 552 inside the content"] = (On("BODY", "552 5.3.4 too large|drop"), ["ok"], "ok Refused 552 5.3.4"),
        ["early 250 inside the content"] = (On("BODY", "250 2.0.0 taken"), ["ok"], "ok Deferred 0 4.5.0"),
    };

    public static TheoryData<string, bool, bool> Cases()
    {
        var cases = new TheoryData<string, bool, bool>();
        foreach (var row in Rows.Keys)
            foreach (var pipelining in new[] { true, false })
            {
                cases.Add(row, pipelining, false);
                if (!IsOneSegment(row)) cases.Add(row, pipelining, true);
            }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Relay_WhenTheSmarthostSaysThis_EndsAsTheTableSays(string row, bool pipelining, bool byteByByte)
    {
        var (script, recipients, expected) = Rows[row];
        if (!pipelining) script = script with { Extensions = [.. script.Extensions.Where(name => name != "PIPELINING")] };
        await using var host = new ScriptedSmarthost(script, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = Relaying.Describe(await relaying.Client.RelayAsync(
            Relaying.Request(recipients), SeeEarlyWordsAsync, CancellationToken.None));

        Assert.Equal(expected, outcomes);
        Assert.Empty(host.Ledger.Violations);
        relaying.AssertLogIsClean();
        var delivered = outcomes.Split('\n').Count(line => line.Contains("Delivered"));
        var isTaken = row.StartsWith("C16", StringComparison.Ordinal);
        Assert.True(relaying.HasAlarm == row.StartsWith("O25", StringComparison.Ordinal), row);
        if (!isTaken) Assert.Equal(delivered, host.Ledger.Mails.Sum(mail => mail.Recipients.Length));

        // Word that came early must be here by the time of the dot, or the test would be a race.
        async ValueTask<bool> SeeEarlyWordsAsync(IReadOnlyList<string> accepted, CancellationToken cancellationToken)
        {
            if (row.StartsWith("early 552", StringComparison.Ordinal)) await host.Ledger.SeenAsync("drop at BODY");
            if (row.StartsWith("early 250", StringComparison.Ordinal)) await host.Ledger.SeenAsync("BODY answered");
            if (row.StartsWith("pipelining", StringComparison.Ordinal)) await host.Ledger.SeenAsync("DATA answered");
            return true;
        }
    }

    [Theory, EitherCut]
    public async Task O05_NoEhlo_NothingIsAssumedOfTheServer(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(On("EHLO", "500 5.5.1 what"), byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));
        var request = Relaying.Request("a");

        await relaying.Client.RelayAsync(
            request with
            {
                Content = ["Subject: gr\u00fc\u00dfe\r\n\r\n"u8.ToArray()],
                Envelope = request.Envelope with { DsnReturn = "HDRS", DsnEnvelopeId = "x", EightBitMime = true },
                Recipients = [new EnvelopeRecipient("a@example.test", "SUCCESS")],
            },
            Relaying.Allow, CancellationToken.None);

        string[] commands =
            ["HELO client.test", "MAIL FROM:<sender@example.test>", "RCPT TO:<a@example.test>", "DATA"];
        Assert.Equal(commands.Select(line => "1 " + line), host.Ledger.Entries.Skip(2).Take(4));
    }

    [Theory, EitherCut]
    public async Task O07_AllRefusedAndDataAccepted_SendsALoneDot(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript { AlwaysWantsContent = true }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("rcpt-550 Refused 550", await relaying.RelayAsync("rcpt-550"));

        Assert.Empty(host.Ledger.Mails.Single().Content);
        Assert.Empty(host.Ledger.Mails.Single().Recipients);
    }

    [Theory]
    [EitherCut("452 4.5.3 too many")]
    [EitherCut("552 5.5.3 too many")]
    [EitherCut("452 too many")]
    public async Task O12_TooManyRecipients_GoInFurtherTransactionsOnceEach(string reply, bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript
        {
            Answer = (phase, _, count) => phase == "RCPT" && count > 2 ? reply : null,
        }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        var outcomes = await relaying.RelayAsync("a", "b", "c", "d", "e");

        Assert.All(outcomes.Split('\n'), line => Assert.Contains("Delivered", line));
        Assert.Equal([2, 2, 1], host.Ledger.Mails.Select(mail => mail.Recipients.Length));
        Assert.Equal(1, host.Ledger.Connections);
    }

    [Theory, EitherCut]
    public async Task C15_FullMailboxAfterOthers_IsThatMailboxAlone(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript
        {
            Answer = (phase, line, _) => phase == "RCPT" && line.Contains("full") ? "552 5.2.2 mailbox full" : null,
        }, byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("a Delivered 250 2.0.0\nfull Refused 552 5.2.2", await relaying.RelayAsync("a", "full"));
        Assert.Equal(2, host.Ledger.Count("RCPT"));
    }

    [Theory, EitherCut]
    public async Task O31_Greylisting_DeliversAtTheThirdTryOnce(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(byteByByte: byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        Assert.Equal("rcpt-450x2 Deferred 450", await relaying.RelayAsync("rcpt-450x2"));
        Assert.Equal("rcpt-450x2 Deferred 450", await relaying.RelayAsync("rcpt-450x2"));
        Assert.Equal("rcpt-450x2 Delivered 250 2.0.0", await relaying.RelayAsync("rcpt-450x2"));
        Assert.Single(host.Ledger.Mails);
    }

    [Theory, EitherCut]
    public async Task C03_Greeting554Again_RaisesTheAlarmAtTheThird(bool byteByByte)
    {
        await using var host = new ScriptedSmarthost(On("GREETING", "554 5.7.1 not you"), byteByByte);
        await using var relaying = new Relaying(Relaying.To(host.Port));

        await relaying.RelayAsync("a");
        await relaying.RelayAsync("a");
        Assert.False(relaying.HasAlarm);
        await relaying.RelayAsync("a");
        Assert.True(relaying.HasAlarm);
    }

    /// <summary>
    /// A word that must have come before the dot has only when it came at once, and a million segments say nothing more.
    /// </summary>
    private static bool IsOneSegment(string row) =>
        row.Contains("MiB") || row.Contains("before the dot") || row.Contains("early");

    private static SmarthostScript On(params string[] pairs) => new()
    {
        On = pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]),
    };

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("250-line\r\n", count));
}
