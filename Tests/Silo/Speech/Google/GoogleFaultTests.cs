using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Speech.Google;

public sealed class GoogleFaultTests : GoogleFixture
{
    [Theory]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(409, "ABORTED")]
    public async Task TranscribeAsync_PassingError_IsTriedAgainAndHeard(int status, string symbol)
    {
        Google.Fail(status, symbol, "Some words.", times: 2);
        await HearAsync();
        Assert.Equal(3, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_ErrorThatStays_IsUnavailableAfterThreeTries()
    {
        Google.Fail(503, "UNAVAILABLE", "The service is currently unavailable.", times: 9);
        Assert.Contains("503 UNAVAILABLE", (await MissAsync()).Message);
        Assert.Equal(3, Google.Requests.Count);
    }

    [Fact]
    public async Task TranscribeAsync_ShortRetryAfter_IsWaitedForOnTheSpot()
    {
        Google.Fail(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", retryAfter: "3");
        var hearing = HearAsync();
        await Harness.Clock.WhenTimersSet().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(3), Harness.Clock.NextTimer - Harness.Clock.GetUtcNow());
        Assert.Single(Google.Requests);
        Harness.Clock.Advance(TimeSpan.FromSeconds(3));
        await hearing.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TranscribeAsync_LongRetryAfter_IsLeftToTheGrain(bool asDate)
    {
        var later = (Harness.Clock.GetUtcNow() + TimeSpan.FromSeconds(120)).ToString("R", CultureInfo.InvariantCulture);
        Google.Fail(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", retryAfter: asDate ? later : "120");
        Assert.Equal(TimeSpan.FromSeconds(120), (await MissAsync()).RetryAfter);
        Assert.Single(Google.Requests);
    }

    [Fact]
    public async Task TranscribeAsync_RetryInfoInTheBody_IsHonoured()
    {
        Google.Fail(FakeGoogleSpeech.Raw(429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"m","details":[3,{"@type":"x"},{"retryDelay":"31s"}]}}"""));
        Assert.Equal(TimeSpan.FromSeconds(31), (await MissAsync()).RetryAfter);
    }

    public static TheoryData<string> Nonsense() => ["<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>", "", "{", "[]", "7", "null", "{\"error\":7}", "{\"results\":7}"];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task TranscribeAsync_AnswerThatIsNoJson_IsUnavailable(string text)
    {
        Google.Fail(FakeGoogleSpeech.Raw(502, text), times: 3);
        Assert.Contains("502", (await MissAsync()).Message);
        if (text is "{\"error\":7}") return; // an unknown field of a success is no error
        Google.Fail(FakeGoogleSpeech.Raw(200, text, "application/json"), times: 3);
        await MissAsync();
    }

    [Fact]
    public async Task TranscribeAsync_CutConnection_IsTriedAgain()
    {
        Google.Fail(FakeGoogleSpeech.Cut, times: 2);
        await HearAsync();
    }

    [Fact]
    public async Task TranscribeAsync_EndlessAnswer_IsNotReadToItsEnd()
    {
        Google.Fail(FakeGoogleSpeech.Gigabyte, times: 3);
        var before = GC.GetTotalAllocatedBytes();
        var message = (await MissAsync()).Message;
        Assert.True(message.Contains("larger than it may be", StringComparison.Ordinal), message);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 400L << 20);
    }

    [Fact]
    public async Task TranscribeAsync_NoAnswer_TimesOut()
    {
        Options.RequestTimeout = TimeSpan.FromSeconds(90);
        Options.QuickRetries = 0;
        Restart();
        var arrived = new TaskCompletionSource();
        Google.Fail(context =>
        {
            arrived.SetResult();
            return FakeGoogleSpeech.Hang(context);
        });
        var missing = MissAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Harness.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Contains("no answer within 90 s", (await missing.WaitAsync(TimeSpan.FromSeconds(20))).Message);
    }

    [Fact]
    public async Task TranscribeAsync_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        Google.Fail(context =>
        {
            cancel.Cancel();
            return FakeGoogleSpeech.Hang(context);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Harness.TranscribeAsync(Utterance, cancellationToken: cancel.Token));
        await HearAsync();
    }

    [Fact]
    public async Task TranscribeAsync_PermanentError_IsRejectedWithoutAnotherTry()
    {
        Google.Fail(400, "FAILED_PRECONDITION", "no");
        var outcome = Assert.IsType<SpeechOutcome.Rejected>(await Harness.TranscribeAsync(Utterance));
        Assert.Equal(NoTranscriptReason.CouldNotBeTranscribed, outcome.Reason);
        Assert.Single(Google.Requests);
    }

    [Fact]
    public async Task TranscribeAsync_TokenRevoked_GetsANewOneOnce()
    {
        await HearAsync();
        Google.Tokens.Revoke();
        await HearAsync();
        Assert.Equal(2, Google.Tokens.Issued);
    }

    [Fact]
    public async Task TranscribeAsync_AnHourLater_RenewsTheTokenInTime()
    {
        await HearAsync();
        Harness.Clock.Advance(TimeSpan.FromMinutes(61));
        await HearAsync();
        Assert.Equal((2, 2), (Google.Tokens.Issued, Google.Requests.Count));
    }

    [Theory]
    [InlineData(401, "UNAUTHENTICATED")]
    [InlineData(403, "PERMISSION_DENIED")]
    [InlineData(404, "NOT_FOUND")]
    public async Task TranscribeAsync_ErrorOfConfiguration_OpensTheBreakerAtOnceAndIsCritical(int status, string symbol)
    {
        Google.Fail(status, symbol, "Enable it by visiting the console.", times: 2);
        Assert.Contains("Enable it", (await MissAsync()).Message);
        var asked = Google.Requests.Count;
        Assert.Equal(TimeSpan.FromMinutes(5), (await MissAsync()).RetryAfter);
        Assert.Equal(asked, Google.Requests.Count);
        Assert.Single(Harness.Logs, log => log.Level == LogLevel.Critical);
        var health = await Harness.HealthAsync();
        Assert.Equal(1, Harness.Gauge("voicemail.speech.outage"));
        Assert.Equal((HealthStatus.Degraded, true), (health.Status, health.Data["google"].ToString()!.Contains(symbol, StringComparison.Ordinal)));
        Harness.Clock.Advance(TimeSpan.FromMinutes(5));
        if (status != 401) await MissAsync(); // the second fault meets the probe: the engine stays out (a 401 used both up)
        Harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await HearAsync();
        Assert.Equal(HealthStatus.Healthy, (await Harness.HealthAsync()).Status);
        Assert.Equal(0, Harness.Gauge("voicemail.speech.outage"));
    }

    [Fact]
    public async Task TranscribeAsync_Redirect_TakesTheSoundNowhereElse()
    {
        await using var elsewhere = await FakeGoogleSpeech.StartAsync(Harness.Clock);
        Google.Fail(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = new Uri(elsewhere.Endpoint, context.Request.Path).ToString();
            return Task.CompletedTask;
        });
        await MissAsync();
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task TranscribeAsync_FailuresInARow_OpenTheBreakerForAWhile()
    {
        Google.Fail(500, "INTERNAL", "Internal error encountered.", times: 5);
        await MissAsync();
        await MissAsync();
        Assert.Equal(5, Google.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(30), (await MissAsync()).RetryAfter);
        Assert.Equal(5, Google.Requests.Count);
        Harness.Clock.Advance(TimeSpan.FromSeconds(30));
        await HearAsync();
    }

    [Fact]
    public async Task ForeseeAsync_WhileTheBreakerIsOpen_SaysLaterWithoutARequest()
    {
        Assert.Null(await ForeseeAsync());
        Google.Fail(403, "PERMISSION_DENIED", "Enable it by visiting the console.");
        var missed = await MissAsync();
        var asked = Google.Requests.Count;
        var later = Assert.IsType<SpeechOutcome.Unavailable>(await ForeseeAsync());
        Assert.Equal(TimeSpan.FromMinutes(5), later.RetryAfter);
        Assert.Equal(missed.Message.Replace("google: ", "google: out of service: ", StringComparison.Ordinal), later.Message);
        Assert.Equal(asked, Google.Requests.Count);
        Harness.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await ForeseeAsync());
        Assert.Null(await ForeseeAsync()); // looking is not trying
        await HearAsync();
    }

    private async Task<SpeechOutcome?> ForeseeAsync() => await Harness.Engine.ForeseeAsync("en-US", false, null, default);

    [Fact]
    public async Task TranscribeAsync_WrongKey_IsConfigurationAndAReplacedFileIsTakenUp()
    {
        var rightKey = Options.GoogleCredentials!;
        Options.GoogleCredentials = WriteWrongKey();
        Restart();
        Assert.Contains("Invalid JWT Signature", (await MissAsync()).Message);
        Assert.Contains(Harness.Logs, log => log.Level == LogLevel.Critical);
        File.Copy(rightKey, Options.GoogleCredentials, overwrite: true);
        Harness.Clock.Advance(TimeSpan.FromMinutes(5));
        await HearAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"client_email\":\"a@b\",\"private_key\":\"SECRET\"}")]
    public async Task TranscribeAsync_UnusableKeyFile_SaysSoWithoutQuotingIt(string content)
    {
        Options.GoogleCredentials = Path.GetTempFileName();
        File.WriteAllText(Options.GoogleCredentials, content);
        Restart();
        var message = (await MissAsync()).Message;
        Assert.Contains("GOOGLE_APPLICATION_CREDENTIALS is unusable", message);
        Assert.DoesNotContain("SECRET", message);
        File.Delete(Options.GoogleCredentials);
    }

    [Fact]
    public async Task TranscribeAsync_TokenServiceDown_IsUnavailable()
    {
        Google.Tokens.Fault = FakeGoogleSpeech.Raw(503, "<html>");
        Assert.Contains("token service is not available", (await MissAsync()).Message);
        Google.Tokens.Fault = null;
        await HearAsync();
    }

    [Fact]
    public async Task TranscribeAsync_NobodyListens_IsUnavailable()
    {
        await HearAsync();
        await Google.DisposeAsync();
        Assert.StartsWith("google: ", (await MissAsync()).Message);
    }
}
