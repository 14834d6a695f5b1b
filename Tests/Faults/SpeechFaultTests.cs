using VoicemailOrleans.Tests.Fakes;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>A speech engine that refuses, hangs, or talks nonsense: no mail waits for it beyond its deadline.</summary>
public sealed class SpeechFaultTests(ITestOutputHelper output) : FaultTest(output)
{
    private static readonly string[] Moods = ["well", "401", "hang", "garbage", "429", "503", "well"];

    [Fact]
    public Task Speech_RefusesHangsAndTalksNonsense_MailLeavesAllTheSame() => SpeakAsync(mails: 4);

    [Fact, Trait("Category", "Faults")]
    public Task Speech_MisbehavesForLong_MailLeavesAllTheSame() => SpeakAsync(mails: 25);

    private async Task SpeakAsync(int mails)
    {
        await using var speech = await FakeOpenAiSpeech.StartAsync();
        var mood = Moods[0];
        var asked = 0;
        speech.BeforeAnswer = async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, context.RequestAborted);
            if (mood == "well") return;
            Interlocked.Increment(ref asked);
            if (mood == "429") context.Response.Headers.RetryAfter = "1";
            if (mood == "hang") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            speech.Answer = mood switch
            {
                "garbage" => (200, "<html>Welcome</html>"),
                "hang" => (200, ""),
                _ => (int.Parse(mood, System.Globalization.CultureInfo.InvariantCulture), "{\"error\":{\"message\":\"no\"}}"),
            };
            context.Response.StatusCode = speech.Answer.Status;
        };
        (string, string)[] settings =
        [
            ("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", $"{speech.Address}v1"), ("DELIVER_BY_SECONDS", "3"),
        ];
        var figures = await RunAsync("speech: 429, 503, hang, garbage, 401", ClusterPlan.Alone with { Settings = settings }, async scene =>
        {
            foreach (var next in Moods)
            {
                mood = next;
                speech.Answer = (200, "{\"text\":\"hello\"}");
                await scene.AcceptedAsync(mails);
                await scene.TakenAsync(mails);
            }

            scene.Faults = asked;
        });
        Assert.Equal((0, 0), (figures.Extra, figures.Uncertain));
        Assert.Contains(Sink.Ledger, mail => mail.Header("X-Voicemail-Status") == "transcribed");
        Assert.Contains(Sink.Ledger, mail => mail.Header("X-Voicemail-Status") == "not-transcribed");
    }
}
