using System.Net;
using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A voicemail in by SMTP, out by SMTP, against the real executable.</summary>
public sealed partial class JourneyTests : EndToEndTest
{
    [Fact]
    public async Task Voicemail_FromSwaks_ArrivesWithEverythingKept()
    {
        await using var service = await StartAsync();
        var recording = Path.Combine(Folder, "message.wav");
        await File.WriteAllBytesAsync(recording, TestMail.Recording(30));
        var (exit, output) = await RunAsync(
            "swaks", "--server", $"127.0.0.1:{service.SmtpPort}", "--from", "pbx@pbx.example", "--to", "jane@example.org,joe@example.org",
            "--header", "Subject: Voicemail from 2001", "--attach-type", "audio/wav", "--attach-name", "message.wav", "--attach", "@" + recording);
        Assert.True(exit == 0, output);
        var id = Accepted().Match(output).Groups[1].Value;

        var mail = await Sink.NextAsync();
        Assert.Equal("pbx@pbx.example", mail.ReversePath);
        Assert.Equal(["jane@example.org", "joe@example.org"], mail.Recipients);
        Assert.Equal(id, mail.Header("X-Voicemail-Correlation-Id"));
        Assert.Equal("not-transcribed", mail.Header("X-Voicemail-Status"));
        Assert.Equal("[Audio] Voicemail from 2001", mail.Header("Subject"));
        var sent = Convert.ToBase64String(await File.ReadAllBytesAsync(recording));
        Assert.Contains(sent, mail.Text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voicemail_FromPythonsSmtplib_IsJudgedIntactByPythonsEmail()
    {
        await using var service = await StartAsync();
        var submitted = TestMail.Voicemail("smtplib-1", TestMail.Recording(4));
        await File.WriteAllBytesAsync(Path.Combine(Folder, "mail.eml"), submitted);
        var (exit, output) = await RunAsync(
            "python3", "-c",
            $"import smtplib; s = smtplib.SMTP('127.0.0.1', {service.SmtpPort}); print(s.sendmail('pbx@pbx.example', ['jane@example.org'], open('mail.eml', 'rb').read())); s.quit()");
        Assert.True(exit == 0 && output.Trim() == "{}", output);

        var verdict = await JudgeAsync(submitted, await Sink.NextAsync());
        AssertKept(verdict);
        Assert.Equal(1, verdict.GetProperty("attachments").GetInt32());
        var text = verdict.GetProperty("text").GetString()!;
        Assert.Contains("The recording is attached.", text.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("You received a voice message in mailbox 2001.", text, StringComparison.Ordinal);
        Assert.Contains(".A line that starts with a dot.", text, StringComparison.Ordinal);
        Assert.Contains("The recording is attached.", verdict.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voicemail_OfAPbxThatWasTaught_ArrivesWithTheNameOfTheDirectory()
    {
        var rules = Directory.CreateDirectory(Path.Combine(Folder, "data", "rules")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "profiles.json"),
            """{ "profiles": [ { "name": "Anlage", "from": "@pbx.example", "subject": ["Anruf von {number} eingegangen"], "body": ["{*} in mailbox {mailbox}."] } ] }""");
        await File.WriteAllTextAsync(Path.Combine(rules, "directory.csv"), "number;name\r\n+49 30 4445555;Dora Beispiel\r\n");
        await using var service = await StartAsync();
        var submitted = TestMail.Voicemail("taught-1", TestMail.Recording(3), "Anruf von 030 4445555 eingegangen");
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        var verdict = await JudgeAsync(submitted, await Sink.NextAsync());
        AssertKept(verdict);
        foreach (var form in new[] { "text", "html" })
            foreach (var fact in new[] { "Dora Beispiel", "030 4445555", "2001" })
                Assert.Contains(fact, verdict.GetProperty(form).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlainMail_PassesWithNothingButOurTraceOnTop()
    {
        await using var service = await StartAsync();
        var submitted = TestMail.Plain("alarm-1");
        await SmtpTestClient.SendAsync(service.SmtpPort, "", ["ops@example.org"], submitted);
        var mail = await Sink.NextAsync();
        Assert.Equal("", mail.ReversePath);
        Assert.EndsWith(System.Text.Encoding.Latin1.GetString(submitted), mail.Text, StringComparison.Ordinal);
        Assert.Null(mail.Header("X-Voicemail-Status"));
    }

    [Fact]
    public async Task SameMailTwice_IsRelayedOnce()
    {
        await using var service = await StartAsync();
        var submitted = TestMail.Voicemail("again-1", TestMail.Recording(2));
        var first = await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        await Sink.NextAsync();
        var second = await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        Assert.StartsWith("250 2.6.0 Accepted ", first, StringComparison.Ordinal);
        Assert.StartsWith("250 2.6.0 Accepted ", second, StringComparison.Ordinal);
        var third = TestMail.Voicemail("again-2", TestMail.Recording(2, seed: 2));
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], third);
        await Sink.NextAsync();
        Assert.Equal(2, Sink.Ledger.Count);
    }

    [Fact]
    public async Task Smarthost_RefusesOneRecipient_TheOthersHaveItAndTheSenderGetsAReport()
    {
        Sink.OnRecipient = address => address.StartsWith("gone", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 Ok";
        await using var service = await StartAsync();
        var submitted = TestMail.Voicemail("dsn-1", TestMail.Recording(2));
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org", "gone@example.org"], submitted);
        var mails = new[] { await Sink.NextAsync(), await Sink.NextAsync() };
        Assert.Equal(["jane@example.org"], Assert.Single(mails, mail => mail.ReversePath.Length > 0).Recipients);
        var report = Assert.Single(mails, mail => mail.ReversePath.Length == 0);
        Assert.Equal(["pbx@pbx.example"], report.Recipients);
        Assert.Contains("multipart/report", report.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Matches(@"(?i)Final-Recipient: rfc822; ?gone@example\.org", report.Text);
        Assert.Contains("5.1.1", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownAudio_IsRelayedWithTheNotice()
    {
        await using var service = await StartAsync(("SPEECH_ENGINES", "pocketsphinx"));
        var junk = "RIFF\x24\0\0\0WAVEnothing that any decoder could make sound of"u8.ToArray();
        var submitted = TestMail.Voicemail("junk-1", junk);
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        var verdict = await JudgeAsync(submitted, await Sink.NextAsync());
        AssertKept(verdict);
        Assert.Equal("not-transcribed", verdict.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_And_Metrics_ShowRealValues()
    {
        await using var service = await StartAsync();
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail("m-1", TestMail.Recording(1)));
        await Sink.NextAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}") };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/ready")).StatusCode);
        var health = await http.GetStringAsync("/health");
        foreach (var component in new[] { "journal", "store", "smarthost", "speech" }) Assert.Contains($"\"{component}\"", health, StringComparison.Ordinal);
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Matches(@"(?m)^voicemail_smtp_accepted_total 1$", metrics);
        Assert.Matches(@"(?m)^# TYPE dotnet_", metrics);
    }

    [Fact]
    public async Task BadConfiguration_NamesEveryMistake_AndDoesNotStart()
    {
        await using var service = ServiceProcess.Launch(Folder, Sink.Port, [], ["run"], ("SMTP_PORT", "mail"), ("DELIVER_BY_SECONDS", "-3"), ("ROLES", "king"));
        Assert.NotEqual(0, await service.ExitAsync());
        foreach (var name in new[] { "SMTP_PORT", "DELIVER_BY_SECONDS", "ROLES" })
            Assert.Contains($"error: {name} ", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverLimitAndMalformed_GetTheRightReply()
    {
        await using var service = await StartAsync(("SMTP_MAX_MESSAGE_SIZE", "100000"), ("SMTP_RELAY_DOMAINS", "example.org"));
        Task<string> SendAsync(string recipient, byte[] content) => SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", [recipient], content);
        Assert.StartsWith("552 5.3.4", await SendAsync("jane@example.org", new byte[200_000].Select(_ => (byte)'x').ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("550 5.7.1", await SendAsync("jane@elsewhere.example", TestMail.Plain("r-1")), StringComparison.Ordinal);
        Assert.StartsWith("5", await SendAsync("jane@example.org>junk<", TestMail.Plain("r-2")), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await SendAsync("jane@example.org", TestMail.Plain("r-3")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"250 2\.6\.0 Accepted ([0-9a-z]{26})")]
    private static partial Regex Accepted();
}
