using System.Net;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// One HTTP exchange with a speech service: bounded in time and in the size of the answer, which may be JSON, a front
/// end's HTML, or anything else.
/// </summary>
internal sealed class SpeechHttp(SpeechOptions options, TimeProvider time) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change in DNS is seen
        AllowAutoRedirect = false, // sound and credentials go where the configuration says, nowhere else
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>An answer, or why there is none.</summary>
    public readonly record struct Answer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter);

    /// <summary>Sends a request. The failure says what went wrong on the way; then there is no answer.</summary>
    public async Task<(Answer Answer, SegmentOutcome.Failed? Failure)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            if (body is null) return (default, Transient("the answer is larger than it may be"));
            return (new Answer(response.StatusCode, body, RetryAfterOf(response)), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = options.RequestTimeout.TotalSeconds;
            return (default, Transient(FormattableString.Invariant($"no answer within {seconds:0} s")));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (default, Transient(e.Message));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>What a status without a better explanation means.</summary>
    public static SegmentFailure KindOf(HttpStatusCode status) => (int)status switch
    {
        (>= 401 and <= 405) or 407 or (>= 300 and < 400) => SegmentFailure.Configuration,
        408 or 409 or 425 or 429 or 499 => SegmentFailure.Transient,
        >= 400 and < 500 => SegmentFailure.Permanent,
        _ => SegmentFailure.Transient,
    };

    private static SegmentOutcome.Failed Transient(string message) => new(SegmentFailure.Transient, message);

    private async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > options.ResponseBytesMax) return null;
        using var body = new MemoryStream();
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > options.ResponseBytesMax) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wish > TimeSpan.Zero ? wish : null;
    }
}
