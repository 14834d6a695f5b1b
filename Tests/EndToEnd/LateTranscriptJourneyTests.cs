using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The transcript after the mail, on the real executable.</summary>
public sealed class LateTranscriptJourneyTests : EndToEndTest
{
    [Fact]
    public async Task Engine_ThatComesBackAfterTheMail_HasItsTranscriptSentAsAReply()
    {
        await using var engine = await FakeOpenAiSpeech.StartAsync();
        engine.Answer = (503, "busy");
        await using var service = await StartAsync([.. Settings(engine), ("DELIVER_BY_SECONDS", "3")]);
        await SendAsync(service);
        var first = await Sink.NextAsync();
        Assert.Equal("not-transcribed", first.Header("X-Voicemail-Status"));
        engine.Answer = (200, "{\"text\":\"please ring me back\"}");
        AssertFollows(first, await Sink.NextAsync());
        Assert.Contains(
            "voicemail_relay_late_transcripts_total 1", await MetricsAsync(service), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backfill_OfWhatNoEngineCouldHear_NamesItThenHasItSent()
    {
        await using var engine = await FakeOpenAiSpeech.StartAsync();
        engine.Answer = (400, "a passing mood");
        await using var service = await StartAsync(Settings(engine));
        await SendAsync(service);
        var first = await Sink.NextAsync();
        Assert.Equal("not-transcribed", first.Header("X-Voicemail-Status"));
        var id = first.Header("X-Voicemail-Correlation-Id")!;
        engine.Answer = (200, "{\"text\":\"please ring me back\"}");

        var named = await BackfillAsync(engine, "--since", "2020-01-01", "--dry-run");
        Assert.Contains(id, named, StringComparison.Ordinal);
        Assert.Contains("1 of 1 that went without a transcript would be transcribed.", named, StringComparison.Ordinal);
        Assert.Contains("0 of 0 that", await BackfillAsync(engine, "--since", "2199-01-01"), StringComparison.Ordinal);
        Assert.Contains("1 of 1 that went without a transcript are being transcribed.",
            await BackfillAsync(engine, "--since", "2020-01-01"), StringComparison.Ordinal);
        AssertFollows(first, await Sink.NextAsync());
        Assert.Contains("0 of 0 that", await BackfillAsync(engine, "--since", "2020-01-01"), StringComparison.Ordinal);
        Assert.Contains("nothing is wrong", await CommandAsync(0, "verify"), StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Settings(FakeOpenAiSpeech engine) =>
        [("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", $"{engine.Address}v1")];

    private async Task<string> BackfillAsync(FakeOpenAiSpeech engine, params string[] options)
    {
        await using var command = ServiceProcess.Launch(Folder, Sink.Port, [], ["backfill", .. options], Settings(engine));
        Assert.Equal(0, await command.ExitAsync());
        return command.Output;
    }

    private static async Task SendAsync(ServiceProcess service) => await SmtpTestClient.SendAsync(
        service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail("late-1", TestMail.Recording(5)));

    private static async Task<string> MetricsAsync(ServiceProcess service)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://127.0.0.1:{service.HttpPort}/metrics");
    }

    private static void AssertFollows(SunkMail first, SunkMail late)
    {
        Assert.Equal(first.Header("Message-ID"), late.Header("In-Reply-To"));
        Assert.NotEqual(first.Header("Message-ID"), late.Header("Message-ID"));
        Assert.Equal(first.Header("From"), late.Header("From"));
        Assert.Equal("transcribed", late.Header("X-Voicemail-Status"));
        Assert.Equal(first.Header("Subject")!.Replace("[Audio]", "[Transcribed]"), late.Header("Subject"));
        Assert.Equal(first.Recipients, late.Recipients);
        Assert.Contains("please ring me back", late.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("audio/wav", late.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("The recording is attached.", late.Text, StringComparison.Ordinal);
    }
}
