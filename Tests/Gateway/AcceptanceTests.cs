using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class AcceptanceTests
{
    [Fact]
    public async Task Message_Accepted_IsInTheJournalWithEnvelopeTraceAndId()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx.test", "250");
        await client.SayAsync("MAIL FROM:<jane@pbx.test> BODY=8BITMIME RET=HDRS ENVID=e1", "250 2.1.0");
        await client.SayAsync("RCPT TO:<bob@mail.test> NOTIFY=NEVER ORCPT=rfc822;bob@mail.test", "250 2.1.5");
        await client.SayAsync("RCPT TO:<eve@mail.test>", "250 2.1.5");
        await client.SayAsync("RCPT TO:<bob@mail.test>", "250 2.1.5");
        await client.SayAsync("DATA", "354");
        await client.SayAsync("Subject: hi\r\n\r\n..dot\r\n.", $"250 2.6.0 Accepted {GatewayHost.Id(1)}");
        await client.SayAsync("QUIT", "221");
        await client.ExpectEndAsync();

        var message = host.Journal.Take();
        Assert.Equal(GatewayHost.Id(1), message.Id);
        Assert.Equal("Subject: hi\r\n\r\n.dot\r\n", message.WithoutTrace);
        Assert.StartsWith(
            $"Received: from pbx.test ([127.0.0.1])\r\n\tby localhost with ESMTP id {message.Id};\r\n\t",
            message.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@", message.Content, StringComparison.Ordinal);
        Assert.Equal("jane@pbx.test", message.Envelope.ReversePath);
        Assert.Equal(["bob@mail.test", "eve@mail.test"], message.Envelope.Recipients.Select(r => r.Address));
        Assert.Equal("NEVER", message.Envelope.Recipients[0].DsnNotify);
        Assert.Equal("rfc822;bob@mail.test", message.Envelope.Recipients[0].DsnOriginalRecipient);
        Assert.Equal(("HDRS", "e1"), (message.Envelope.DsnReturn, message.Envelope.DsnEnvelopeId));
        Assert.True(message.Envelope.EightBitMime);
        Assert.Equal(("pbx.test", "127.0.0.1"), (message.Envelope.ClientName, message.Envelope.ClientAddress));
    }

    [Fact]
    public async Task Log_AcceptedMessage_MasksAddressesAndNamesTheId()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SayAsync("secret words\r\n.", "250");
        await client.SayAsync("QUIT", "221");
        await client.ExpectEndAsync();
        await host.StopAsync(CancellationToken.None);
        var line = $"Accepted {GatewayHost.Id(1)} from j***@pbx.test to b***@mail.test";
        Assert.Contains(line, host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelining_WholeSessionInOneSegment_RepliesInOrder()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SendAsync(
            "EHLO pbx\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<>\r\nDATA\r\none\r\n.\r\n"
            + "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\ntwo\r\n.\r\nQUIT\r\n");
        await client.ExpectAsync(
            "220", "250", "250 2.1.0", "250 2.1.5", "501", "354", "250 2.6.0", "250 2.0.0", "250 2.1.0", "250 2.1.5",
            "354", "250 2.6.0", "221");
        Assert.Equal("one\r\n", host.Journal.Take().WithoutTrace);
        Assert.Equal("two\r\n", host.Journal.Take().WithoutTrace);
    }

    [Fact]
    public async Task Message_OneOctetPerSegment_IsAccepted()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        const string Talk = "EHLO p\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n..a\r\n.\r\nQUIT\r\n";
        foreach (var octet in Talk) await client.SendAsync(octet.ToString());
        await client.ExpectAsync("220", "250", "250", "250", "354", "250 2.6.0", "221");
        Assert.Equal(".a\r\n", host.Journal.Take().WithoutTrace);
    }

    [Fact]
    public async Task Message_OfManyMegabytes_IsKeptWholeAndItsMemoryGivenBack()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        var content = new StringBuilder();
        for (var line = 0; content.Length < 5_000_000; line++) content.Append($"{line} {new string('x', 70)}\r\n");
        await client.SendAsync(content.ToString());
        await client.SayAsync(".", "250 2.6.0");
        Assert.Equal(content.ToString(), host.Journal.Take().WithoutTrace);
        Assert.Equal(0, host.Gateway.BufferedBytes);
    }

    [Fact]
    public async Task Message_OverTheLimit_Gets552AtTheDotAndKeepsNoMemory()
    {
        await using var host = await GatewayHost.StartAsync(new GatewayOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            Session = new SmtpSessionOptions { MessageBytesMax = 300_000 },
        });
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        for (var i = 0; i < 40; i++) await client.SendAsync(new string('x', 9_998) + "\r\n");
        await client.SayAsync("MAIL FROM:<evil@b.test>\r\n.", "552 5.3.4");
        Assert.Equal(0, host.Gateway.BufferedBytes);
        await client.SayAsync("NOOP", "250 2.0.0");
        Assert.Equal(0, host.Journal.Count);
    }

    [Fact]
    public async Task Recipient_Twice_IsOne()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SendAsync("EHLO p\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<c@D>\r\nRCPT TO:<C@d>\r\nDATA\r\nx\r\n.\r\n");
        await client.ExpectAsync("220", "250", "250", "250", "250", "250", "354", "250 2.6.0");
        Assert.Equal(["c@d", "C@d"], host.Journal.Take().Envelope.Recipients.Select(recipient => recipient.Address));
    }

    [Fact]
    public async Task Memory_BudgetUsedUp_Gets452AndRecovers()
    {
        await using var host = await GatewayHost.StartAsync(
            new GatewayOptions { Host = "127.0.0.1", Port = 0, BufferedBytesMax = 256 * 1024 },
            journal: new FakeJournal { RefusesDrafts = true });
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync(new string('x', 400_000) + "\r\n");
        await client.SayAsync(".", "452 4.3.1");
        Assert.Equal(0, host.Gateway.BufferedBytes);
        await client.SayAsync("MAIL FROM:<a@b.test>", "250 2.1.0");
        await client.SayAsync("RCPT TO:<c@d.test>", "250 2.1.5");
        await client.SayAsync("DATA", "354");
        await client.SayAsync("small\r\n.", "250 2.6.0");
    }

    [Fact]
    public async Task HalfClose_AfterTheFinalDot_StillGetsThe250()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Journal.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync("hi\r\n.\r\n");
        client.ShutdownSend();
        await host.Journal.Asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        host.Journal.Hold.SetResult();
        await client.ExpectAsync("250 2.6.0");
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HangUp_InsideData_StoresNothing(bool byReset)
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync("half a message\r\n.");
        if (byReset) client.Reset();
        else client.ShutdownSend();
        if (!byReset) await client.ExpectEndAsync();
        await host.StopAsync(CancellationToken.None);
        Assert.Equal(0, host.Journal.Count);
        Assert.Equal(0, host.Gateway.BufferedBytes);
    }

    [Theory]
    [InlineData(AppendResult.NoSpace, false, "452 4.3.1")]
    [InlineData(AppendResult.Failed, false, "451 4.3.0")]
    [InlineData(AppendResult.Durable, true, "451 4.3.0")]
    public async Task Journal_Refuses_NoMessageGets250(AppendResult outcome, bool throws, string expected)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Journal.Outcome = outcome;
        host.Journal.Failure = throws ? new IOException("injected") : null;
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SayAsync("hi\r\n.", expected);
        Assert.Equal(0, host.Gateway.BufferedBytes);
        (host.Journal.Outcome, host.Journal.Failure) = (AppendResult.Durable, null);
        await client.SayAsync("MAIL FROM:<a@b.test>", "250 2.1.0");
    }

    [Theory]
    [InlineData(true, "452 4.3.1")]
    [InlineData(false, "451 4.3.0")]
    public async Task Journal_Unhealthy_MailIsRefusedAndTheGreetingStays(bool isFull, string expected)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Journal.Health = new JournalHealth(false, "injected", isFull);
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        await client.SayAsync("MAIL FROM:<a@b.test>", expected);
        host.Journal.Health = new JournalHealth(true, null, false);
        await client.SayAsync("MAIL FROM:<a@b.test>", "250 2.1.0");
    }
}
