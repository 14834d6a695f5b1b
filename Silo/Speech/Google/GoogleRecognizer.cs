using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.RateLimiting;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Speech.Google;

/// <summary>
/// Google Speech-to-Text v1 over REST. The sound goes as mono LINEAR16, at its own rate where it can: no bucket
/// is needed, for the price of segments under a minute. A 401 gets a new token once. Not every model is there for every
/// language, nor takes several: what is refused is left out, first the model, then all languages but the first, and
/// that is remembered until the next start. The rest of what errors mean is in <see cref="GoogleReply"/>.
/// </summary>
internal sealed partial class GoogleRecognizer(
    SpeechOptions options, GoogleTokenSource tokens, SpeechHttp http, ILogger<GoogleRecognizer> logger)
    : ISegmentRecognizer, IDisposable
{
    private const string ModelForTelephone = "telephony";
    private const int BurstShare = 15; // four seconds' worth at once
    private const int RefillShare = 600; // every tenth of a second: the timer knows nothing shorter than a millisecond

    private readonly TokenBucketRateLimiter quota = new(QuotaOf(options.GoogleRequestsPerMinute));

    private readonly string? model = options.Model switch
    {
        null or "" => ModelForTelephone,
        "default" => null,
        var named => named,
    };

    private readonly ConcurrentDictionary<string, Way> ways = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public string Name => "google";

    /// <inheritdoc/>
    public bool IsOnPremise => false;

    /// <inheritdoc/>
    public int Concurrency => options.SegmentConcurrency;

    /// <inheritdoc/>
    public bool Knows(string language) => true;

    /// <inheritdoc/>
    public async Task<SegmentOutcome> RecognizeAsync(SegmentRequest request, CancellationToken cancellationToken)
    {
        var languages = string.Join(", ", request.Languages);
        var way = ways.GetOrAdd(languages, new Way(model, request.Languages.Count > 1));
        while (true)
        {
            var (answer, failure) = await SendAsync(request, way, cancellationToken);
            if (failure is not null) return failure;
            if (answer.Status == HttpStatusCode.OK) return GoogleReply.ReadResults(answer.Body);
            if (way.Model is not null && GoogleReply.IsAbout("model", answer.Status, answer.Body))
            {
                LogModelRefused(request.Id, way.Model, languages);
                way = way with { Model = null };
            }
            else if (way.TakesAll && GoogleReply.IsAbout("language", answer.Status, answer.Body))
            {
                LogLanguagesRefused(request.Id, languages, request.Languages[0]);
                way = way with { TakesAll = false };
            }
            else
            {
                return GoogleReply.ReadError(answer.Status, answer.Body, answer.RetryAfter);
            }

            ways[languages] = way;
        }
    }

    private async Task<(SpeechHttp.Answer Answer, SegmentOutcome.Failed? Failure)> SendAsync(
        SegmentRequest request, Way way, CancellationToken cancellationToken)
    {
        var body = Serialize(request, way);
        var (answer, failure) = await SendOnceAsync(body, refreshToken: false, cancellationToken);
        return failure is null && answer.Status == HttpStatusCode.Unauthorized
            ? await SendOnceAsync(body, refreshToken: true, cancellationToken)
            : (answer, failure);
    }

    private async Task<(SpeechHttp.Answer Answer, SegmentOutcome.Failed? Failure)> SendOnceAsync(
        byte[] body, bool refreshToken, CancellationToken cancellationToken)
    {
        using var lease = await quota.AcquireAsync(1, cancellationToken);
        var (token, failure) = await tokens.GetAsync(refreshToken, cancellationToken);
        if (token is null) return (default, failure);
        var address = new Uri(options.GoogleEndpoint, "/v1/speech:recognize");
        using var message = new HttpRequestMessage(HttpMethod.Post, address);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (options.GoogleProject is { } project) message.Headers.Add("x-goog-user-project", project);
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await http.SendAsync(message, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => quota.Dispose();

    /// <summary>How requests are spread over a minute.</summary>
    internal static TokenBucketRateLimiterOptions QuotaOf(int perMinute)
    {
        var refill = Math.Max(1, perMinute / RefillShare);
        return new TokenBucketRateLimiterOptions
        {
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * refill / perMinute,
            TokensPerPeriod = refill,
            TokenLimit = Math.Max(1, perMinute / BurstShare),
            QueueLimit = int.MaxValue, // there are never more than turns have segments
        };
    }

    private static byte[] Serialize(SegmentRequest request, Way way)
    {
        var audio = GoogleLimits.Audio(request.Audio);
        var phrases = GoogleLimits.Phrases(request.Hints);
        var config = new RecognitionConfig
        {
            SampleRateHertz = audio.RateHz,
            LanguageCode = request.Languages[0],
            AlternativeLanguageCodes = way.TakesAll ? [.. request.Languages.Skip(1)] : null,
            Model = way.Model,
            ProfanityFilter = request.MaskProfanity ? true : null,
            SpeechContexts = phrases is null ? null : [new SpeechContext(phrases)],
        };
        var content = new RecognitionAudio(WavWriter.WriteHeaderless(audio.Samples.Span));
        return JsonSerializer.SerializeToUtf8Bytes(
            new RecognizeRequest(config, content), GoogleJson.Default.RecognizeRequest);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Id}: Google does not offer the model {Model} for {Language}; its default is used")]
    private partial void LogModelRefused(CorrelationId id, string model, string language);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Id}: Google does not recognise {Languages} at a time; {Language} alone is asked for")]
    private partial void LogLanguagesRefused(CorrelationId id, string languages, string language);

    // How Google is asked in some languages: with the model or its default, in all of them or the first.
    private readonly record struct Way(string? Model, bool TakesAll);
}
