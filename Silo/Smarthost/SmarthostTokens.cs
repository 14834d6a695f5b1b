using System.Text.Json;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// Access tokens for the smarthost. One is kept until shortly before it expires, and forgotten when the smarthost did
/// not take it; whoever needs one while it is being fetched waits for that.
/// </summary>
internal sealed class SmarthostTokens(SmarthostOAuth oauth, TimeProvider time) : IDisposable
{
    private const int AnswerBytesMax = 64 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim gate = new(1);
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change in DNS is seen
        AllowAutoRedirect = false, // the secret goes where the configuration says, nowhere else
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerBytesMax,
    };

    private string? token;
    private DateTimeOffset goodUntil;

    /// <summary>A token, or why there is none.</summary>
    public async ValueTask<(string? Token, SessionFailure? Failure)> GetAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return token is not null && time.GetUtcNow() < goodUntil
                ? (token, null)
                : await FetchAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The smarthost did not take it.</summary>
    public void Forget() => token = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
    }

    private async ValueTask<(string? Token, SessionFailure? Failure)> FetchAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = oauth.ClientId,
                ["client_secret"] = oauth.ClientSecret,
                ["scope"] = oauth.Scope,
            });
            using var answer = await http.PostAsync(oauth.TokenUrl, form, either.Token);
            var status = (int)answer.StatusCode;
            if (!answer.IsSuccessStatusCode)
                return Failed(status is >= 400 and < 500 and not (408 or 429), $"the token service answered {status}");
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return TryRead(body) ? (token, null) : Failed(true, "the token service's answer has no access token");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(false, "the token service did not answer in time");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(false, $"the token service cannot be reached: {e.Message}");
        }
    }

    private bool TryRead(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.GetProperty("access_token").GetString() is not { Length: > 0 } given) return false;
            var life = json.RootElement.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var s)
                ? TimeSpan.FromSeconds(s)
                : DefaultLife;
            token = given;
            goodUntil = time.GetUtcNow() + (life > 2 * Margin ? life - Margin : life / 2);
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static (string?, SessionFailure?) Failed(bool isOurs, string reason) => (null, new SessionFailure(
        isOurs ? FailureKind.Configuration : FailureKind.Transient,
        SmtpReply.Own(isOurs ? "4.7.8" : "4.7.0", reason)));
}
