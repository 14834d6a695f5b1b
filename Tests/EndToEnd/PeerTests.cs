using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>
/// Senders and mail servers that nobody here wrote, around the real executable; Python's email package judges what
/// arrives.
/// </summary>
public sealed class PeerTests : EndToEndTest
{
    private static readonly byte[] Submitted = TestMail.Voicemail("peer-1", TestMail.Recording(2));

    [PostfixFact]
    public async Task Voicemail_FromPostfixThroughPostfix_ArrivesIntact()
    {
        await using var smarthost = await PostfixServer.StartAsync(Sink.Port);
        await using var service = await StartThroughAsync(smarthost.Port);
        await using var sender = await PostfixServer.StartAsync(service.SmtpPort);
        var reply = await SmtpTestClient.SendAsync(sender.Port, "pbx@pbx.example", ["jane@example.org", "joe@example.org"], Submitted);
        Assert.StartsWith("250", reply, StringComparison.Ordinal);
        var mail = await ArrivedAsync(smarthost, sender);
        Assert.Equal("pbx@pbx.example", mail.ReversePath);
        Assert.Equal(["jane@example.org", "joe@example.org"], mail.Recipients);
        await AssertIntactAsync(mail);
    }

    [PostfixFact]
    public async Task RefusedRecipient_ByPostfix_IsReportedToTheSenderInAFormThatPythonReads()
    {
        await using var smarthost = await PostfixServer.StartAsync(
            Sink.Port, "smtpd_recipient_restrictions = check_recipient_access inline:{{gone@example.org = 550 5.1.1 No such user}}");
        await using var service = await StartThroughAsync(smarthost.Port);
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["gone@example.org"], Submitted);
        var report = await ArrivedAsync(smarthost);
        Assert.Equal(("", "pbx@pbx.example"), (report.ReversePath, Assert.Single(report.Recipients)));
        var groups = await Python.ReadReportAsync(report.Content);
        Assert.Equal(("failed", "5.1.1"), Action(groups[1]));
        Assert.Equal("rfc822;gone@example.org", groups[1].GetProperty("final-recipient").GetString());
        Assert.Equal("smtp; 550 5.1.1 <gone@example.org>: Recipient address rejected: No such user", groups[1].GetProperty("diagnostic-code").GetString());
    }

    /// <summary>Postfix promises DSN, so it is Postfix that tells the sender: once, and we do not.</summary>
    [PostfixFact]
    public async Task SuccessAskedFor_PostfixOffersDsn_IsToldByPostfixAlone()
    {
        await using var smarthost = await PostfixServer.StartAsync(Sink.Port);
        await using var service = await StartThroughAsync(smarthost.Port);
        await SubmitAsync(service, " RET=HDRS ENVID=QQ+2B1", "<jane@example.org> NOTIFY=SUCCESS ORCPT=rfc822;doe+40x.example");
        await AssertIntactAsync(await ArrivedAsync(smarthost));
        var report = await ArrivedAsync(smarthost);
        var groups = await Python.ReadReportAsync(report.Content);
        Assert.Equal("dns; postfix.example", groups[0].GetProperty("reporting-mta").GetString());
        Assert.Equal("QQ+1", groups[0].GetProperty("original-envelope-id").GetString());
        Assert.Equal("rfc822;doe@x.example", groups[1].GetProperty("original-recipient").GetString());
        Assert.Equal("relayed", groups[1].GetProperty("action").GetString());
        await AssertNothingElseAsync(service);
    }

    [Fact]
    public async Task SuccessAskedFor_SmarthostOffersNoDsn_IsToldByUsOnce()
    {
        await using var service = await StartAsync();
        await SubmitAsync(service, " RET=FULL ENVID=QQ+2B1", "<jane@example.org> NOTIFY=SUCCESS ORCPT=rfc822;doe+40x.example");
        await AssertIntactAsync(await Sink.NextAsync());
        var report = await Sink.NextAsync();
        Assert.Equal(("", "pbx@pbx.example"), (report.ReversePath, Assert.Single(report.Recipients)));
        var groups = await Python.ReadReportAsync(report.Content);
        Assert.Equal("dns; gateway.example", groups[0].GetProperty("reporting-mta").GetString());
        Assert.Equal("QQ+1", groups[0].GetProperty("original-envelope-id").GetString());
        Assert.Equal("rfc822;doe@x.example", groups[1].GetProperty("original-recipient").GetString());
        Assert.Equal(("relayed", "2.0.0"), Action(groups[1]));
        await AssertNothingElseAsync(service);
    }

    [Fact]
    public async Task NeverAskedFor_AndRefused_NobodyIsTold()
    {
        Sink.OnRecipient = address => address.StartsWith("gone", StringComparison.Ordinal) ? "550 5.1.1 No" : "250 Ok";
        await using var service = await StartAsync();
        await SubmitAsync(service, "", "<gone@example.org> NOTIFY=NEVER");
        await service.LineAsync(line => line.Contains("1 refused", StringComparison.Ordinal), "the refusal");
        await AssertNothingElseAsync(service);
    }

    /// <summary>A mail server that sends our mail back to us: it is passed on as it is, until it has gone round enough.</summary>
    [Fact]
    public async Task MailThatGoesInACircle_IsEnhancedOnceAndEndsWith546()
    {
        await using var service = await StartAsync();
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], Submitted);
        var first = await Sink.NextAsync();
        var content = first.Content;
        string reply;
        for (var rounds = 1; ; rounds++)
        {
            byte[] back = [.. "Received: from gateway.example by sink.example; Fri, 02 Jan 2026 10:00:00 +0000\r\n"u8, .. content];
            reply = await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], back);
            if (!reply.StartsWith("250", StringComparison.Ordinal)) break;
            Assert.True(rounds < 60, "the circle has no end");
            content = (await Sink.NextAsync()).Content;
            Assert.Equal(back, content[^back.Length..]);
        }

        Assert.StartsWith("554 5.4.6", reply, StringComparison.Ordinal);
    }

    [InstalledFact("/usr/bin/msmtp")]
    public async Task Voicemail_FromMsmtp_InClearAndOverTls_ArrivesIntact()
    {
        using var certificates = new TestCertificates();
        await using var service = await StartAsync(WithTls(certificates));
        string[][] ways = [["--tls=off"], ["--tls=on", "--tls-starttls=on", $"--tls-trust-file={certificates.AuthorityFile}"]];
        foreach (var (way, number) in ways.Zip([1, 2]))
        {
            string[] arguments =
                ["-C", "/dev/null", "--host=localhost", $"--port={service.SmtpPort}", "--auth=off", "--from=pbx@pbx.example", .. way, "--", "jane@example.org"];
            var submitted = TestMail.Voicemail($"msmtp-{number}", TestMail.Recording(1, number));
            var (exit, output) = await RunWithInputAsync(submitted, "msmtp", arguments);
            Assert.True(exit == 0, output);
            await AssertIntactAsync(await Sink.NextAsync(), submitted);
        }
    }

    [InstalledFact("/usr/bin/openssl")]
    public async Task Voicemail_TypedIntoOpenSsl_ArrivesIntact()
    {
        using var certificates = new TestCertificates();
        await using var service = await StartAsync(WithTls(certificates));
        var session = "EHLO pbx.example\r\nMAIL FROM:<pbx@pbx.example>\r\nRCPT TO:<jane@example.org>\r\nDATA\r\n"
            + Encoding.Latin1.GetString(Submitted).Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\nQUIT\r\n";
        var (exit, output) = await RunWithInputAsync(
            Encoding.Latin1.GetBytes(session), "openssl", "s_client", "-connect", $"localhost:{service.SmtpPort}", "-starttls", "smtp",
            "-quiet", "-verify_return_error", "-verify_hostname", "localhost", "-CAfile", certificates.AuthorityFile);
        Assert.True(exit == 0, output);
        Assert.Contains("250 2.6.0 Accepted", output, StringComparison.Ordinal);
        await AssertIntactAsync(await Sink.NextAsync());
    }

    /// <summary>With a certificate as such a PBX knows it.</summary>
    [InstalledFact("/usr/bin/openssl")]
    public async Task OldTls_IsForTheLegacyPortAlone()
    {
        var legacyPort = FreePort.Take();
        await using var service = await StartAsync([.. WithRsa(), ("SMTP_LEGACY_TLS_PORT", $"{legacyPort}")]);
        (string Option, string Protocol)[] versions = [("-tls1", "TLSv1"), ("-tls1_1", "TLSv1.1"), ("-tls1_2", "TLSv1.2")];
        foreach (var (option, protocol) in versions)
        {
            var (exit, output) = await AskAsync(legacyPort, option);
            Assert.True(exit == 0, output);
            Assert.Contains($"Protocol  : {protocol}\n", output, StringComparison.Ordinal);
            Assert.Contains("250 2.0.0", output, StringComparison.Ordinal);
            Assert.Equal(0, (await AskAsync(legacyPort, option, "AES128-SHA")).Exit);
            Assert.NotEqual(0, (await AskAsync(legacyPort, option, "eNULL:aNULL")).Exit);
            Assert.Equal(protocol == "TLSv1.2", (await AskAsync(service.SmtpPort, option)).Exit == 0);
        }

        Task<(int Exit, string Output)> AskAsync(int port, string version, string suites = "DEFAULT") => RunWithInputAsync(
            "EHLO pbx.example\r\nNOOP\r\nQUIT\r\n"u8.ToArray(), "openssl", "s_client", "-connect", $"localhost:{port}", "-starttls", "smtp",
            version, "-cipher", $"{suites}:@SECLEVEL=0", "-ign_eof");
    }

    [Fact]
    public async Task Voicemail_FromSmtplibWithStartTlsAndAuth_ArrivesIntact()
    {
        using var certificates = new TestCertificates();
        await using var service = await StartAsync(
            [.. WithTls(certificates), ("SMTP_AUTH_REQUIRED", "true"), ("SMTP_AUTH_USER", "pbx"), ("SMTP_AUTH_PASSWORD", "secret")]);
        var script =
            $"""
            import smtplib, ssl, sys
            trust = ssl.create_default_context(cafile=sys.argv[1])
            with smtplib.SMTP('localhost', {service.SmtpPort}) as s:
                s.starttls(context=trust)
                s.login('pbx', 'secret')
                print(s.sendmail('pbx@pbx.example', ['jane@example.org'], sys.stdin.buffer.read(), mail_options=['BODY=8BITMIME']))
            """;
        var (exit, output) = await RunWithInputAsync(Submitted, "python3", "-c", script, certificates.AuthorityFile);
        Assert.True(exit == 0 && output.Trim() == "{}", output);
        await AssertIntactAsync(await Sink.NextAsync());
    }

    /// <summary>Five in a row: however a minute ends between them, one is the third of its minute.</summary>
    [Fact]
    public async Task Connections_BeyondTheRateOfAnAddress_AreToldSo()
    {
        await using var service = await StartAsync(("SMTP_CONNECTIONS_PER_MINUTE", "2"));
        var script =
            $"""
            import socket
            for n in range(5):
                with socket.create_connection(('127.0.0.1', {service.SmtpPort})) as s: print(s.makefile().readline(), end='')
            """;
        var (exit, output) = await RunWithInputAsync([], "python3", "-c", script);
        Assert.True(exit == 0, output);
        Assert.StartsWith("220 ", output, StringComparison.Ordinal);
        Assert.Contains("421 4.7.0 Too many connections", output, StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] WithTls(TestCertificates certificates)
    {
        var (certificate, key) = certificates.Write("good");
        return [("SMTP_TLS_CERT", certificate), ("SMTP_TLS_KEY", key)];
    }

    private (string Name, string Value)[] WithRsa()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var (certificateFile, keyFile) = (Path.Combine(Folder, "rsa.pem"), Path.Combine(Folder, "rsa.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return [("SMTP_TLS_CERT", certificateFile), ("SMTP_TLS_KEY", keyFile)];
    }

    private static (string? Action, string? Status) Action(JsonElement group) =>
        (group.GetProperty("action").GetString(), group.GetProperty("status").GetString());

    private Task<ServiceProcess> StartThroughAsync(int smarthostPort) => ServiceProcess.StartAsync(Folder, smarthostPort);

    /// <summary>The next mail at the end of the chain; when none comes, what the chain says of it.</summary>
    private async Task<SunkMail> ArrivedAsync(params PostfixServer[] chain)
    {
        try
        {
            return await Sink.NextAsync();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(e.Message + "\n" + string.Join("\n---\n", chain.Select(server => server.Log)));
        }
    }

    /// <summary>Python sends the voicemail with these parameters of MAIL and RCPT.</summary>
    private async Task SubmitAsync(ServiceProcess service, string onMail, string recipient)
    {
        var script =
            $"""
            import smtplib, sys
            with smtplib.SMTP('127.0.0.1', {service.SmtpPort}) as s:
                s.ehlo()
                for command in ['MAIL FROM:<pbx@pbx.example>' + sys.argv[1], 'RCPT TO:' + sys.argv[2]]:
                    code, text = s.docmd(command)
                    assert code == 250, text
                print(s.data(sys.stdin.buffer.read())[0])
            """;
        var (exit, output) = await RunWithInputAsync(Submitted, "python3", "-c", script, onMail, recipient);
        Assert.True(exit == 0 && output.Trim() == "250", output);
    }

    private async Task AssertIntactAsync(SunkMail mail, byte[]? submitted = null) =>
        AssertKept(await JudgeAsync(submitted ?? Submitted, mail));

    /// <summary>Another mail goes through, and it is the only one: nothing else was on its way before it.</summary>
    private async Task AssertNothingElseAsync(ServiceProcess service)
    {
        await SmtpTestClient.SendAsync(service.SmtpPort, "", ["last@example.org"], TestMail.Plain("last"));
        Assert.Equal(["last@example.org"], (await Sink.NextAsync()).Recipients);
    }
}
