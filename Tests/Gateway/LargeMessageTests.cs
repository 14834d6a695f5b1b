using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>Messages too large to wait in memory.</summary>
public sealed class LargeMessageTests
{
    private static readonly string Line = new string('x', 998) + "\r\n";
    private static readonly string Large = string.Concat(Enumerable.Repeat(Line, 3000));

    [Fact]
    public async Task Message_Large_StreamsToADraftAndIsStoredWhole()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        for (var sent = 0; sent < 3000; sent += 100)
        {
            await client.SendAsync(string.Concat(Enumerable.Repeat(Line, 100)));
            Assert.InRange(host.Gateway.BufferedBytes, 0, IncomingMessage.InMemoryMax + ChunkPool.ChunkBytes);
        }

        await client.SayAsync(".", $"250 2.6.0 Accepted {GatewayHost.Id(1)}");
        var message = host.Journal.Take();
        Assert.StartsWith(
            $"Received: from pbx.test ([127.0.0.1])\r\n\tby localhost with ESMTP id {message.Id};", message.Content,
            StringComparison.Ordinal);
        Assert.Equal(Large, message.WithoutTrace);
        Assert.Empty(host.Journal.Drafts);
        Assert.InRange(host.Journal.LargestAppend, 1, IncomingMessage.InMemoryMax + 8192);

        await client.SendAsync("MAIL FROM:<jane@pbx.test>\r\nRCPT TO:<bob@mail.test>\r\nDATA\r\nsmall\r\n.\r\n");
        await client.ExpectAsync("250", "250", "354", $"250 2.6.0 Accepted {GatewayHost.Id(2)}");
        Assert.Equal("small\r\n", host.Journal.Take().WithoutTrace);
    }

    [Fact]
    public async Task Message_LargeWithoutAPlaceForDrafts_WaitsInMemory()
    {
        await using var host = await GatewayHost.StartAsync(journal: new FakeJournal { RefusesDrafts = true });
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync(Large);
        await client.SayAsync(".", $"250 2.6.0 Accepted {GatewayHost.Id(1)}");
        Assert.Equal(Large, host.Journal.Take().WithoutTrace);
        Assert.Equal(1, host.Journal.DraftsAsked);
    }

    [Fact]
    public async Task Message_LargeAndNotStored_LeavesNoDraft()
    {
        await using var host = await GatewayHost.StartAsync(journal: new FakeJournal { Outcome = AppendResult.NoSpace });
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync(Large);
        await client.SayAsync(".", "452 4.3.1");
        Assert.Equal(1, host.Journal.DraftsAsked);
        Assert.Empty(host.Journal.Drafts);
    }

    [Fact]
    public async Task Message_TooLargeForUs_LeavesNoDraft()
    {
        var options = new SmtpSessionOptions { HostName = "localhost", MessageBytesMax = 1_000_000 };
        await using var host = await GatewayHost.StartAsync(
            new GatewayOptions { Host = "127.0.0.1", Port = 0, Session = options });
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync(Large);
        await client.SayAsync(".", "552 5.3.4");
        Assert.Equal(1, host.Journal.DraftsAsked);
        Assert.Empty(host.Journal.Drafts);
    }

    [Fact]
    public async Task HangUp_InALargeMessage_LeavesNoDraft()
    {
        await using var host = await GatewayHost.StartAsync();
        await using (var client = await host.ConnectAsync())
        {
            await client.BeginDataAsync();
            await client.SendAsync(Large);
            await host.Journal.DraftAsync();
        }

        await host.StopAsync(CancellationToken.None);
        Assert.Empty(host.Journal.Drafts);
        Assert.Equal(0, host.Journal.Count);
    }

    [Fact]
    public async Task Chunks_ResetBetweenThem_LeaveNoDraft()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SendAsync("EHLO pbx.test\r\nMAIL FROM:<jane@pbx.test>\r\nRCPT TO:<bob@mail.test>\r\n");
        await client.ExpectAsync("250", "250", "250");
        await client.SendAsync($"BDAT {Large.Length}\r\n{Large}");
        await client.ExpectAsync("250");
        Assert.Single(host.Journal.Drafts);
        await client.SayAsync("RSET", "250");
        Assert.Empty(host.Journal.Drafts);
    }
}
