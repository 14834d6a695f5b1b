using System.Net;
using System.Net.Http.Headers;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech.OpenAi;

/// <summary>
/// Any server that speaks <c>POST /v1/audio/transcriptions</c>: OpenAI's own, or Whisper on the premises. The sound
/// goes as a WAV file at 16 kHz, which is what such servers work at and some insist on. A segment without speech stays
/// here.
/// </summary>
internal sealed class OpenAiRecognizer(SpeechOptions options, SpeechHttp http) : ISegmentRecognizer
{
    private const int RateHz = 16_000;

    /// <inheritdoc/>
    public string Name => "openai";

    /// <summary>Told by its address: loopback, private, or a name without a dot.</summary>
    public bool IsOnPremise { get; } = IsPrivate(options.OpenAiBaseUrl);

    /// <inheritdoc/>
    public int Concurrency => options.SegmentConcurrency;

    /// <inheritdoc/>
    public bool Knows(string language) => true;

    /// <inheritdoc/>
    public async Task<SegmentOutcome> RecognizeAsync(SegmentRequest request, CancellationToken cancellationToken)
    {
        if (options.OpenAiBaseUrl is not { } address)
            return new SegmentOutcome.Failed(SegmentFailure.Configuration, "OPENAI_BASE_URL is not set");
        if (EmptyRecordingDetector.Judge(request.Audio).Content == RecordingContent.NoMessage)
            return new SegmentOutcome.Heard([], null, TimeSpan.Zero);
        using var message = new HttpRequestMessage(HttpMethod.Post, PathUnder(address));
        message.Content = BuildForm(request);
        if (options.OpenAiApiKey is { Length: > 0 } key)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var (answer, failure) = await http.SendAsync(message, cancellationToken);
        if (failure is not null) return failure;
        return answer.Status == HttpStatusCode.OK
            ? OpenAiReply.ReadResults(answer.Body, request.Audio)
            : OpenAiReply.ReadError(answer.Status, answer.Body, answer.RetryAfter);
    }

    /// <summary>Loopback, a private range (RFC 1918, RFC 4193, link-local), or a name without a dot.</summary>
    internal static bool IsPrivate(Uri? address)
    {
        if (address is null) return false;
        if (!IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            return address.Host == "localhost" || !address.Host.Contains('.', StringComparison.Ordinal);
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        if (IPAddress.IsLoopback(ip) || ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal) return true;
        return ip.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, _, _] or [192, 168, _, _] or [169, 254, _, _];
    }

    private static Uri PathUnder(Uri address)
    {
        var text = address.ToString().TrimEnd('/');
        return new Uri(text + (text.EndsWith("/v1", StringComparison.Ordinal) ? "" : "/v1") + "/audio/transcriptions");
    }

    private MultipartFormDataContent BuildForm(SegmentRequest request)
    {
        var file = new ByteArrayContent(WavWriter.Write(Resampler.Resample(request.Audio, RateHz)));
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        var form = new MultipartFormDataContent
        {
            { file, "file", "voicemail.wav" },
            { new StringContent(options.OpenAiModel), "model" },
            { new StringContent("verbose_json"), "response_format" },
            { new StringContent("word"), "timestamp_granularities[]" },
            { new StringContent("segment"), "timestamp_granularities[]" },
            { new StringContent("0"), "temperature" },
        };
        // One language of ISO 639-1, or none, and the server finds out.
        var languages = request.Languages.Select(LanguageTags.Primary).Distinct(StringComparer.OrdinalIgnoreCase);
        if (languages.ToList() is [var only]) form.Add(new StringContent(only), "language");
        return form;
    }
}
