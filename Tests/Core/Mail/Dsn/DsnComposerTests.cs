using System.Text;
using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Mail.Dsn;

public sealed class DsnComposerTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly byte[] Original = MessageCase
        .Octets(MessageCase.Mixed("Content-Type: text/plain\n\nhi\n--b1\n{WAV}"));

    internal static DeliveryReport Report(params ReportedRecipient[] recipients) => new()
    {
        Id = "01report", OriginalId = "01original", HostName = "gw.example", To = "ann@pbx.example", At = At,
            ArrivedAt = At.AddMinutes(-5),
        Original = Original, Recipients = recipients,
    };

    internal static ReportedRecipient Unknown { get; } = new(ReportAction.Failed, "bob@example.com")
    {
        OriginalRecipient = "rfc822;bob+2Bx@example.com", Code = 550, Status = "5.1.1", Text = "no such user",
        RemoteHost = "mx.example:25", LastAttemptAt = At,
    };

    internal static ReportedRecipient Busy { get; } = new(ReportAction.Delayed, "eve@example.com")
    {
        Code = 451, Status = "4.3.0", Text = "busy", RemoteHost = "mx.example:25", LastAttemptAt = At,
        RetriedUntil = At.AddDays(5),
    };

    internal static ReportedRecipient Taken { get; } = new(ReportAction.Relayed, "joe@example.com")
    {
        Code = 250, Status = "2.0.0", Text = "queued", RemoteHost = "mx.example:25", LastAttemptAt = At,
    };

    [Fact]
    public void Compose_TwoRecipients_HasThreePartsWithTheFacts()
    {
        var report = Report(Unknown,
            new(ReportAction.Failed, "eve@example.com") { Text = "Given up after 5 days." }) with { EnvelopeId =
            "env+2Bid" };
        var message = MimeJudge.Read(DsnComposer.Compose(report));
        Assert.Equal("multipart/report", message.Root.Type.MediaType);
        Assert.Equal("delivery-status", message.Root.Type.Parameter("report-type"));
        Assert.Equal(["text/plain", "message/delivery-status", "text/rfc822-headers"],
            message.Root.Children.Select(part => part.Type.MediaType));
        Assert.Equal("auto-replied", message.Root.Text("Auto-Submitted"));
        Assert.Equal("<ann@pbx.example>", message.Root.Text("To"));
        Assert.Equal("<m1@pbx.example>", message.Root.Text("References"));
        Assert.Equal("01report", message.Root.Text("X-Voicemail-Correlation-Id"));
        Assert.Equal(
            """
            Original-Envelope-Id: env+id
            Reporting-MTA: dns; gw.example
            Arrival-Date: Mon, 04 May 2026 11:55:00 +0000
            X-Voicemail-Correlation-Id: 01original

            Original-Recipient: rfc822;bob+x@example.com
            Final-Recipient: rfc822;bob@example.com
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example
            Diagnostic-Code: smtp; 550 5.1.1 no such user
            Last-Attempt-Date: Mon, 04 May 2026 12:00:00 +0000

            Final-Recipient: rfc822;eve@example.com
            Action: failed
            Status: 4.4.7

            """.ReplaceLineEndings("\r\n"), Body(message.Root.Children[1]));
        Assert.StartsWith("Received: from pbx", Body(message.Root.Children[2]));
        Assert.DoesNotContain("RIFF", Body(message.Root.Children[2]));
    }

    [Fact]
    public void Compose_ReturnFull_AttachesSmallMessagesOnly()
    {
        var small = MimeJudge.Read(DsnComposer.Compose(Report(Unknown) with { ReturnsFull = true }));
        Assert.Equal("message/rfc822", small.Root.Children[2].Type.MediaType);
        Assert.Equal(Encoding.Latin1.GetString(Original), Body(small.Root.Children[2]));
        byte[] large = [.. Original, .. new byte[1_000_000]];
        var headers = MimeJudge.Read(DsnComposer.Compose(
            Report(Unknown) with { ReturnsFull = true, Original = large }));
        Assert.Equal("text/rfc822-headers", headers.Root.Children[2].Type.MediaType);
    }

    [Fact]
    public void Compose_HostileReply_StaysOneField()
    {
        var hostile = Unknown with { Text = "no\r\nBcc: x@y\r\n\r\n--boundary " + new string('a', 3000),
            Address = "a\r\nTo: z@y" };
        var octets = DsnComposer.Compose(Report(hostile) with { To = "ann\r\nBcc: eve@x" });
        var message = MimeJudge.Read(octets);
        Assert.Equal(3, message.Root.Children.Count);
        Assert.Null(message.Root.Field("Bcc"));
        Assert.DoesNotContain("\r\nBcc:", Body(message.Root.Children[1]));
        Assert.All(Encoding.UTF8.GetString(octets.Span).Split("\r\n"), line => Assert.True(line.Length <= 998));
    }

    [Fact]
    public void Compose_AddressAndReplyBeyondAscii_StatusIsAsciiAllTheSame()
    {
        var recipient = Unknown with
        {
            Address = "zo\u00eb@example.com", OriginalRecipient = null, Text = "Empf\u00e4nger unbekannt",
        };
        var message = MimeJudge.Read(DsnComposer.Compose(Report(recipient)));
        var status = Body(message.Root.Children[1]);
        Assert.Contains("Final-Recipient: utf-8;zo\\x{EB}@example.com\r\n", status);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1 Empf\\x{E4}nger unbekannt\r\n", status);
        Assert.Contains("Empf\u00e4nger", Encoding.UTF8.GetString(message.Root.Children[0].Decode().Octets.Span));
    }

    [Fact]
    public void Compose_LongReplyBeyondAscii_KeepsTheLineLength()
    {
        var recipient = Unknown with { Text = new string('\u00e4', 2000), Address = new string('\u00e4', 300) + "@x" };
        var octets = DsnComposer.Compose(Report(recipient));
        Assert.All(Encoding.UTF8.GetString(octets.Span).Split("\r\n"), line => Assert.True(line.Length <= 998));
    }

    [Fact]
    public void Compose_DelayedOrRelayed_ReturnsNoMoreThanTheHeader()
    {
        foreach (var recipient in new[] { Busy, Taken })
        {
            var message = MimeReader.Read(DsnComposer.Compose(Report(recipient) with { ReturnsFull = true }));
            Assert.Equal("text/rfc822-headers", message.Root.Children[2].Type.MediaType);
        }
    }

    [Theory]
    [InlineData(ReportAction.Failed, "4.2.2", "4.2.2")]
    [InlineData(ReportAction.Failed, null, "4.4.7")]
    [InlineData(ReportAction.Failed, "2.0.0", "4.4.7")]
    [InlineData(ReportAction.Failed, "5.1.1\r\nX: y", "4.4.7")]
    [InlineData(ReportAction.Delayed, "5.7.0", "4.7.0")]
    [InlineData(ReportAction.Delayed, null, "4.0.0")]
    [InlineData(ReportAction.Relayed, "2.6.0", "2.6.0")]
    [InlineData(ReportAction.Relayed, null, "2.0.0")]
    [InlineData(ReportAction.Relayed, "5.1.1", "2.0.0")]
    public void Compose_Status_IsOfTheClassOfItsAction(ReportAction action, string? given, string expected)
    {
        var message = MimeReader.Read(DsnComposer.Compose(Report(new ReportedRecipient(action, "a@b") { Status = given, Text = "" })));
        Assert.Contains($"Status: {expected}\r\n", Body(message.Root.Children[1]));
    }

    [Fact]
    public async Task Compose_OneOfEach_IsReadByPythonWithoutAFault()
    {
        var groups = await Python.ReadReportAsync(DsnComposer.Compose(Report(Unknown, Busy, Taken) with { EnvelopeId = "q+2B1" }));
        Assert.Equal("q+1", groups[0].GetProperty("original-envelope-id").GetString());
        Assert.Equal(["failed", "delayed", "relayed"], groups[1..].Select(group => group.GetProperty("action").GetString()));
        Assert.Equal(["5.1.1", "4.3.0", "2.0.0"], groups[1..].Select(group => group.GetProperty("status").GetString()));
        Assert.Equal("Sat, 09 May 2026 12:00:00 +0000", groups[2].GetProperty("will-retry-until").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no colon")]
    [InlineData("Subject: only")]
    public void Compose_OddOriginal_IsStillAReport(string original)
    {
        var report = Report(Unknown) with { Original = Encoding.ASCII.GetBytes(original) };
        Assert.Equal(3, MimeJudge.Read(DsnComposer.Compose(report)).Root.Children.Count);
    }

    private static string Body(MimePart part) => Encoding.Latin1.GetString(part.Decode().Octets.Span);
}
