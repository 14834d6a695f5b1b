using System.Security.Authentication;
using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task StartTls_Handshake_ForgetsWhatWasSaidInClear(SslProtocols protocol)
    {
        await using var host = await GatewayHost.StartAsync(certificate.Options());
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250 STARTTLS");
        await client.SayAsync("MAIL FROM:<a@b.test>", "250");
        await client.SayAsync("STARTTLS", "220 2.0.0");
        Assert.Equal(protocol, await client.StartTlsAsync(protocol));
        await client.SayAsync("RCPT TO:<c@d.test>", "503");
        await client.SayAsync("MAIL FROM:<a@b.test>", "503");
        await client.SayAsync("EHLO pbx", "250 ENHANCEDSTATUSCODES");
        await client.SayAsync("STARTTLS", "503");
        await client.SayAsync("MAIL FROM:<a@b.test>", "250");
        await client.SayAsync("RCPT TO:<c@d.test>", "250");
        await client.SayAsync("DATA", "354");
        await client.SayAsync(new string('x', 100_000) + "\r\n.", "250 2.6.0");
        await client.SayAsync("QUIT", "221");
        await client.ExpectEndAsync();
        var message = host.Journal.Take();
        Assert.Contains("with ESMTPS id", message.Content, StringComparison.Ordinal);
        Assert.Equal(100_002, message.WithoutTrace.Length);
    }

    [Fact]
    public async Task Hello_OffersWhatIsThere()
    {
        var session = new SmtpSessionOptions { HostName = "mx.test", MessageBytesMax = 1234, Credential = new SmtpCredential("pbx", "secret") };
        string[] always = ["250-mx.test", "250-PIPELINING", "250-SIZE 1234", "250-8BITMIME", "250-SMTPUTF8", "250-DSN", "250-CHUNKING"];
        await using var host = await GatewayHost.StartAsync(certificate.Options(session));
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SendAsync("EHLO pbx\r\n");
        Assert.Equal([.. always, "250-ENHANCEDSTATUSCODES", "250 STARTTLS"], await client.ReplyLinesAsync());
        await client.SayAsync("STARTTLS", "220");
        await client.StartTlsAsync();
        await client.SendAsync("EHLO pbx\r\n");
        Assert.Equal([.. always, "250-ENHANCEDSTATUSCODES", "250 AUTH PLAIN LOGIN"], await client.ReplyLinesAsync());
        await client.SayAsync("AUTH PLAIN AHBieABzZWNyZXQ=", "235");
        await client.SendAsync("EHLO pbx\r\n");
        Assert.Equal([.. always, "250 ENHANCEDSTATUSCODES"], await client.ReplyLinesAsync());
    }

    /// <summary>By octets, since no client of ours would offer it.</summary>
    [Theory]
    [InlineData("\x03\x01", false)]
    [InlineData("\x03\x02", false)]
    [InlineData("\x03\x03", true)]
    public async Task StartTls_OfferedAnOldVersion_IsRefused(string version, bool isTaken)
    {
        await using var host = await GatewayHost.StartAsync(certificate.Options());
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        await client.SayAsync("STARTTLS", "220 2.0.0");
        // TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA and _GCM_SHA256; P-256; ECDSA with SHA-256 and SHA-1 (RFC 8422, RFC 5246)
        var extensions = "\0\x0a\0\x04\0\x02\0\x17" + "\0\x0b\0\x02\x01\0" + "\0\x0d\0\x06\0\x04\x04\x03\x02\x03";
        var hello = version + new string('r', 32) + "\0" + "\0\x04\xc0\x09\xc0\x2b" + "\x01\0" + "\0" + (char)extensions.Length + extensions;
        var handshake = "\x01\0\0" + (char)hello.Length + hello;
        await client.SendAsync("\x16\x03\x01\0" + (char)handshake.Length + handshake);
        Assert.Equal(isTaken ? "\x16" : "\x15", await client.OctetAsync()); // a handshake record, or an alert
    }

    [Fact]
    public async Task StartTls_CommandsBehindItInTheSameSegment_AreNeverRun()
    {
        await using var host = await GatewayHost.StartAsync(certificate.Options());
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        await client.SendAsync("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@b.test>\r\nRCPT TO:<c@d.test>\r\n");
        await client.ExpectAsync("220 2.0.0");
        await client.StartTlsAsync();
        await client.SayAsync("RCPT TO:<c@d.test>", "503");
        await client.SayAsync("NOOP", "250 2.0.0");
    }

    [Fact]
    public async Task StartTls_AfterAuthInClear_AsksForTheCredentialAgain()
    {
        var session = new SmtpSessionOptions
        {
            AuthRequired = true, AllowAuthWithoutTls = true, Credential = new SmtpCredential("pbx", "secret"),
        };
        await using var host = await GatewayHost.StartAsync(certificate.Options(session));
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        await client.SayAsync("AUTH PLAIN AHBieABzZWNyZXQ=", "235");
        await client.SayAsync("STARTTLS", "220 2.0.0");
        await client.StartTlsAsync();
        await client.SayAsync("EHLO pbx", "250");
        await client.SayAsync("MAIL FROM:<a@b.test>", "530");
        await client.SayAsync("AUTH PLAIN AHBieABzZWNyZXQ=", "235");
        await client.SayAsync("MAIL FROM:<a@b.test>", "250");
    }

    [Fact]
    public async Task ImplicitTls_Message_IsAcceptedWithAuth()
    {
        var session = new SmtpSessionOptions { AuthRequired = true, Credential = new SmtpCredential("pbx", "secret") };
        await using var host = await GatewayHost.StartAsync(certificate.Options(session));
        await using var client = await TestClient.ConnectAsync(host.Gateway.TlsEndpoint!);
        await client.StartTlsAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250 AUTH PLAIN LOGIN");
        await client.SayAsync("MAIL FROM:<a@b.test>", "530 5.7.0");
        await client.SayAsync("AUTH PLAIN " + Convert.ToBase64String("\0pbx\0secret"u8), "235 2.7.0");
        await client.SayAsync("MAIL FROM:<a@b.test>", "250");
        await client.SayAsync("RCPT TO:<c@d.test>", "250");
        await client.SayAsync("DATA", "354");
        await client.SayAsync("hi\r\n.", "250 2.6.0");
        Assert.Contains("with ESMTPSA id", host.Journal.Take().Content, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartTls_GarbageForAHandshake_EndsTheConnectionOnly()
    {
        await using var host = await GatewayHost.StartAsync(certificate.Options());
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("STARTTLS", "220 2.0.0");
        await client.SendAsync("this is no ClientHello at all, is it?\r\n");
        await client.ExpectEndAsync();
        await using var other = await host.ConnectAsync();
        await other.ExpectAsync("220");
    }

    [Fact]
    public async Task StartTls_WithoutAHandshake_IsDroppedAfterItsTime()
    {
        var clock = new ManualTimeProvider();
        await using var host = await GatewayHost.StartAsync(certificate.Options(), clock);
        await using var silent = await TestClient.ConnectAsync(host.Gateway.TlsEndpoint!);
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("STARTTLS", "220 2.0.0");
        await client.SendAsync("\x16"); // the beginning of a record
        clock.Advance(TimeSpan.FromSeconds(11));
        clock.Advance(TimeSpan.FromMinutes(6)); // if the handshake was not begun at the first
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Certificate_FilesChange_TheNextHandshakeHasTheNewOne()
    {
        var clock = new ManualTimeProvider();
        await using var host = await GatewayHost.StartAsync(certificate.Options(), clock);
        Assert.Equal("CN=first.test", await SubjectAsync(host));
        certificate.Write("second.test");
        Assert.Equal("CN=first.test", await SubjectAsync(host)); // not looked at again yet
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("CN=second.test", await SubjectAsync(host));
        await File.WriteAllBytesAsync(certificate.KeyPath, Encoding.ASCII.GetBytes("half a key"));
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("CN=second.test", await SubjectAsync(host));
        Assert.Contains("the old ones stay", host.Log.All, StringComparison.Ordinal);
    }

    private static async Task<string?> SubjectAsync(GatewayHost host)
    {
        await using var client = await TestClient.ConnectAsync(host.Gateway.TlsEndpoint!);
        await client.StartTlsAsync();
        await client.ExpectAsync("220");
        return client.CertificateSubject;
    }
}
