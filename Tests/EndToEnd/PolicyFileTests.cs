using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The file of the policies in the real service: in force without a restart, and named when it is wrong.</summary>
public sealed class PolicyFileTests : EndToEndTest
{
    [Fact]
    public async Task File_ByHand_IsInForceWithoutARestartAndKeepsRecordingsFromTheCloud()
    {
        await using var google = await FakeGoogleSpeech.StartAsync(TimeProvider.System);
        await using var service = await StartAsync(
            ("SPEECH_ENGINES", "google"), ("GOOGLE_APPLICATION_CREDENTIALS", google.Tokens.WriteKeyFile(Folder)),
            ("GOOGLE_SPEECH_ENDPOINT", google.Endpoint.ToString()));
        Assert.Equal("[Transcribed] Voicemail from 4155550199", await SendAsync(service, 0));
        Write("""{"rules":[{"name":"Board","recipients":["jane@*"],"engines":"on-premises","subjectTag":"[Board]"}]}""");
        // The file is looked at every other second: until then mails go as before.
        for (var n = 1; await SendAsync(service, n) != "[Board] Voicemail from 4155550199"; n++)
            Assert.True(n < 100, "the rules never came into force");
        var heard = google.Requests.Count;
        await SendAsync(service, 1000);
        Assert.Equal(heard, google.Requests.Count);
    }

    [Fact]
    public async Task File_ThatIsWrong_IsNamedByTheCheckAndByTheStart()
    {
        Write("""{"rules":[{"name":"Board","engines":"cloud"}]}""");
        foreach (var command in (string[])["check-config", "run"])
        {
            await using var process = ServiceProcess.Launch(Folder, Sink.Port, [], [command]);
            Assert.Equal(1, await process.ExitAsync());
            Assert.Contains("policies.json is wrong. Rule “Board”, engines: must be one of off, on-premises, any.", process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("is fine", process.Output, StringComparison.Ordinal);
        }

        await using var gateway = ServiceProcess.Launch(Folder, Sink.Port, [], ["check-config", "--roles", "gateway"], ("REDIS_URL", "redis://127.0.0.1:1"));
        Assert.Equal(0, await gateway.ExitAsync());
    }

    private async Task<string?> SendAsync(ServiceProcess service, int n)
    {
        var mail = TestMail.Voicemail($"policy-{n}", TestMail.Recording(6));
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], mail);
        return (await Sink.NextAsync()).Header("Subject");
    }

    private void Write(string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "data", "rules")).FullName;
        File.WriteAllText(Path.Combine(folder, "policies.json"), text);
    }
}
