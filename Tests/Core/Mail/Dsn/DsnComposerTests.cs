using System.Text;
using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Tests.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Dsn;

public sealed class DsnComposerTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly byte[] Original = MessageCase
        .Octets(MessageCase.Mixed("Content-Type: text/plain\n\nhi\n--b1\n{WAV}"));

    internal static DeliveryReport Report(params FailedRecipient[] recipients) => new()
    {
        Id = "01report", OriginalId = "01original", HostName = "gw.example", To = "ann@pbx.example", At = At,
            ArrivedAt = At.AddMinutes(-5),
        Original = Original, Recipients = recipients,
    };

    internal static FailedRecipient Unknown { get; } =
        new("bob@example.com", "rfc822;bob+2Bx@example.com", 550, "5.1.1", "no such user", "mx.example:25", At);

    [Fact]
    public void Compose_TwoRecipients_HasThreePartsWithTheFacts()
    {
        var report = Report(Unknown,
            new("eve@example.com", null, 0, null, "Given up after 5 days.", null, null)) with { EnvelopeId =
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
