using System.Net;
using System.Reflection;
using System.Text;
using VoicemailOrleans.Core.Mail.Smtp;
using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

public sealed class ReplyTests
{
    [Fact]
    public void Replies_AllThatNeverChange_HaveTheirEnhancedCodeAndFitALine()
    {
        var all = new[] { typeof(Replies), typeof(HostReplies) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Select(field => (SmtpReply)field.GetValue(null)!)
            .ToList();
        Assert.True(all.Count > 40);
        Assert.All(all, reply =>
        {
            Assert.Equal(reply.Code / 100 == 3, reply.Enhanced is null);
            Assert.Equal(reply + "\r\n", Encoding.ASCII.GetString(reply.Wire));
        });
    }

    [Fact]
    public void Reply_WhoseClassesDiffer_CannotBeMade() =>
        Assert.Throws<ArgumentException>(() => new SmtpReply(250, new EnhancedStatusCode(5, 0, 0), "no"));

    [Fact]
    public void Reply_LongerThanALine_CannotBeMade() =>
        Assert.Throws<ArgumentException>(() => new SmtpReply(250, null, new string('x', 507)));

    [Theory]
    [InlineData("HELO pbx.test", "192.0.2.1", "from pbx.test ([192.0.2.1])", "with SMTP id")]
    [InlineData("EHLO [192.0.2.1]", "192.0.2.1", "from [192.0.2.1] ([192.0.2.1])", "with ESMTP id")]
    [InlineData("EHLO My PBX (tm)", "fe80::1%2", "from unknown ([IPv6:fe80::1])", "with ESMTP id")]
    [InlineData("EHLO a;b", "192.0.2.1", "from unknown ([192.0.2.1])", "with ESMTP id")]
    public void ReceivedField_OddHelloNames_StayOutOfIt(string hello, string address, string from, string with)
    {
        var session = new SmtpSession(new SmtpSessionOptions { HostName = "mx.test" });
        new SessionDriver(session).Feed(hello + "\r\n");
        var at = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(1));
        var field = Encoding.ASCII.GetString(ReceivedField.Format(session, IPAddress.Parse(address), "id1", at));
        Assert.Equal($"Received: {from}\r\n\tby mx.test {with} id1;\r\n\tWed, 02 Jan 2030 02:04:05 +0000\r\n", field);
    }

    [Fact]
    public void Conclude_Refused_RepliesTransientAndSessionStays()
    {
        foreach (var (outcome, reply) in new[] { (StorageState.Full, "452 4.3.1"), (StorageState.Failed, "451 4.3.0") })
        {
            var driver = new SessionDriver(new SmtpSession(new SmtpSessionOptions())) { Outcome = outcome };
            driver.Feed("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<>\r\n");
            Assert.StartsWith(reply, driver.Replies[^2], StringComparison.Ordinal);
            Assert.StartsWith("250 2.1.0", driver.Replies[^1], StringComparison.Ordinal);
            Assert.Empty(driver.Messages);
        }
    }

    [Fact]
    public void Transaction_Parameters_AreCarried()
    {
        var driver = new SessionDriver(new SmtpSession(new SmtpSessionOptions()));
        driver.Feed("EHLO x\r\nMAIL FROM:<@r.test:a@b> RET=hdrs ENVID=QQ+2B3 BODY=8BITMIME SMTPUTF8 SIZE=5\r\n"
            + "RCPT TO:<c@d> NOTIFY=success,delay ORCPT=rfc822;u+40d\r\nDATA\r\n.\r\n");
        var mail = driver.Transactions.Single();
        Assert.Equal(("a@b", "HDRS", "QQ+2B3", true, true),
            (mail.ReversePath, mail.DsnReturn, mail.DsnEnvelopeId, mail.SmtpUtf8, mail.EightBitMime));
        Assert.Equal(new SmtpRecipient("c@d", "SUCCESS,DELAY", "rfc822;u+40d"), mail.Recipients.Single());
    }

    [Fact]
    public void Session_RecipientsUpToTheLimit_AreTaken()
    {
        var driver = new SessionDriver(new SmtpSession(new SmtpSessionOptions()));
        driver.Feed("EHLO x\r\nMAIL FROM:<>\r\n");
        for (var i = 0; i <= 1000; i++) driver.Feed($"RCPT TO:<u{i}@d.test>\r\n");
        Assert.StartsWith("452 4.5.3", driver.Replies[^1], StringComparison.Ordinal);
        driver.Feed("DATA\r\n.\r\n");
        Assert.Equal(1000, driver.Transactions.Single().Recipients.Count);
    }
}
