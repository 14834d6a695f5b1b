using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>The fake refuses what Google refuses: a test that passes because the server is too kind proves nothing.</summary>
public sealed class FakeGoogleSpeechTests : IAsyncLifetime
{
    private static readonly byte[] OneSecond = [.. Enumerable.Repeat((byte)0x20, 16_000)];
    private readonly ManualTimeProvider clock = new();
    private readonly HttpClient client = new();
    private FakeGoogleSpeech google = null!;

    public async Task InitializeAsync() => google = await FakeGoogleSpeech.StartAsync(clock);

    public async Task DisposeAsync()
    {
        client.Dispose();
        await google.DisposeAsync();
    }

    [Theory]
    [InlineData("encoding", "\"LINEAR16\"", null)]
    [InlineData("encoding", "\"GSM\"", "bad encoding")]
    [InlineData("sampleRateHertz", "7999", "bad sample rate")]
    [InlineData("sampleRateHertz", "48001", "bad sample rate")]
    [InlineData("audioChannelCount", "9", "bad audio channel count")]
    [InlineData("maxAlternatives", "31", "bad max alternatives")]
    [InlineData("languageCode", "\"german\"", "bad language code")]
    [InlineData("alternativeLanguageCodes", "[\"fr-CH\",\"it-CH\",\"en-GB\"]", null)]
    [InlineData("alternativeLanguageCodes", "[\"fr-CH\",\"it-CH\",\"en-GB\",\"es-ES\"]", "too many alternative language codes")]
    [InlineData("alternativeLanguageCodes", "[\"\"]", "bad language code")]
    [InlineData("model", "\"whisper\"", "model is currently not supported")]
    [InlineData("languageCodes", "[\"de-CH\"]", "Unknown name \"languageCodes\"")]
    public async Task Recognize_Config_IsChecked(string field, string value, string? problem)
    {
        var body = Body(OneSecond);
        body["config"]![field] = JsonNode.Parse(value);
        await AssertAsync(body, problem);
    }

    [Theory]
    [InlineData(5_000, 20, null), InlineData(5_001, 1, "too many phrases"), InlineData(1, 100, null), InlineData(1, 101, "a phrase of the speech contexts is too long")]
    [InlineData(1_000, 100, null), InlineData(1_001, 100, "too long together")]
    public async Task Recognize_Phrases_AreCountedOverAllContexts(int count, int chars, string? problem)
    {
        var body = Body(OneSecond);
        var phrases = Enumerable.Repeat(new string('a', chars), count).ToList();
        body["config"]!["speechContexts"] = new JsonArray(Context(phrases[..(count / 2)]), Context(phrases[(count / 2)..]));
        await AssertAsync(body, problem);
    }

    [Theory]
    [InlineData(60, 8_000, null), InlineData(61, 8_000, "Sync input too long"), InlineData(59, 48_000, null), InlineData(120, 48_000, "payload size exceeds the limit: 10485760 bytes")]
    public async Task Recognize_Sound_IsMeasured(int seconds, int rateHz, string? problem)
    {
        var body = Body(new byte[seconds * rateHz * 2]);
        body["config"]!["sampleRateHertz"] = rateHz;
        await AssertAsync(body, problem);
    }

    [Fact]
    public async Task Recognize_WithoutSound_IsRefused()
    {
        await AssertAsync(Body([]), "Exactly one of RecognitionAudio fields");
        var body = Body(OneSecond);
        body["audio"]!["content"] = "no base64!";
        await AssertAsync(body, "Base64 decoding failed");
    }

    [Theory]
    [InlineData(null), InlineData("Bearer ya29.0"), InlineData("Basic eA==")]
    public async Task Recognize_WithoutAGoodToken_IsUnauthenticated(string? authorization)
    {
        var (status, error) = await PostAsync(Body(OneSecond), authorization);
        Assert.Equal((HttpStatusCode.Unauthorized, 401, "UNAUTHENTICATED"), (status, (int?)error!["code"], (string?)error["status"]));
    }

    [Fact]
    public async Task Recognize_TokenOfAnHourAgo_IsUnauthenticated()
    {
        var token = await TokenAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(Body(OneSecond), "Bearer " + token)).Status);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Body(OneSecond), "Bearer " + token)).Status);
    }

    [Theory]
    [InlineData("alg", "HS256", "Invalid JWT Signature"), InlineData("alg", "none", "Invalid JWT Signature"), InlineData("tampered", "", "Invalid JWT Signature")]
    [InlineData("iss", "somebody@else.example", "account not found"), InlineData("aud", "https://example.com/token", "Failed audience check")]
    [InlineData("scope", "https://www.googleapis.com/auth/drive", "Invalid OAuth scope")]
    [InlineData("iat", "-7200", "reasonable timeframe"), InlineData("iat", "600", "reasonable timeframe"), InlineData("lifetime", "3601", "reasonable timeframe")]
    public async Task Token_BadAssertion_IsRefused(string what, string value, string problem)
    {
        using var answer = await AskForTokenAsync(google.Tokens.Sign(what, value));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, google.Tokens.Issued);
    }

    private static JsonObject Context(List<string> phrases) => new() { ["phrases"] = new JsonArray([.. phrases.Select(phrase => (JsonNode)phrase)]) };

    private static JsonObject Body(byte[] sound) => new()
    {
        ["config"] = new JsonObject { ["encoding"] = "LINEAR16", ["sampleRateHertz"] = 8000, ["languageCode"] = "de-CH" },
        ["audio"] = new JsonObject { ["content"] = Convert.ToBase64String(sound) },
    };

    private async Task AssertAsync(JsonObject body, string? problem)
    {
        var (status, error) = await PostAsync(body, "Bearer " + await TokenAsync());
        Assert.Equal(problem is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        if (problem is null) return;
        Assert.Equal((400, "INVALID_ARGUMENT"), ((int?)error!["code"], (string?)error["status"]));
        Assert.Contains(problem, (string?)error["message"], StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Error)> PostAsync(JsonObject body, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(google.Endpoint, "/v1/speech:recognize"));
        if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]);
    }

    private async Task<string> TokenAsync()
    {
        using var answer = await AskForTokenAsync(google.Tokens.Sign());
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }

    private Task<HttpResponseMessage> AskForTokenAsync(string assertion) => client.PostAsync(
        new Uri(google.Tokens.Uri),
        new FormUrlEncodedContent([new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", assertion)]));
}
