using System.Security.Cryptography;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Google.Apis.Util;

namespace VoicemailOrleans.Silo.Speech.Google;

/// <summary>
/// Access tokens of a service account, cached by Google's library until shortly before they expire. The key file is
/// read at the first use and again after a failure, so that a replaced key is taken up without a restart.
/// </summary>
internal sealed class GoogleTokenSource(string? keyFile, TimeProvider time)
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private volatile ServiceAccountCredential? credential;

    /// <summary>A token, or why there is none.</summary>
    /// <param name="refresh">The last one was refused: get another.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(string? Token, SegmentOutcome.Failed? Failure)> GetAsync(
        bool refresh, CancellationToken cancellationToken)
    {
        try
        {
            var account = credential ??= await LoadAsync(cancellationToken);
            if (refresh && !await account.RequestAccessTokenAsync(cancellationToken))
                return (null, Misconfigured("no token"));
            var token = await account.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
            return string.IsNullOrEmpty(token)
                ? (null, Misconfigured("the token service gave no access token"))
                : (token, null);
        }
        catch (TokenResponseException e) when (e.StatusCode is { } status && (int)status < 500 && (int)status != 429)
        {
            credential = null;
            return (null, Misconfigured($"the token service says {e.Error?.Error}: {e.Error?.ErrorDescription}"));
        }
        catch (Exception e) when (e is TokenResponseException or HttpRequestException)
        {
            return (null, Passing("the token service is not available: " + e.Message));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Passing("the token service did not answer in time"));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or CryptographicException
                or ArgumentException or FormatException or InvalidOperationException)
        {
            // The message of a parser could quote the key: its type is enough.
            return (null, Misconfigured($"GOOGLE_APPLICATION_CREDENTIALS is unusable ({e.GetType().Name})"));
        }
    }

    private async Task<ServiceAccountCredential> LoadAsync(CancellationToken cancellationToken)
    {
        if (keyFile is null) throw new InvalidOperationException("No key file is configured.");
        await using var file = File.OpenRead(keyFile);
        var key = await JsonSerializer.DeserializeAsync(file, GoogleJson.Default.ServiceAccountKey, cancellationToken);
        if (key is not { ClientEmail: { } email, PrivateKey: { } pem })
            throw new JsonException("This is no service account key.");
        var tokenUri = key.TokenUri ?? GoogleAuthConsts.OidcTokenUrl;
        var account = new ServiceAccountCredential.Initializer(email, tokenUri)
        {
            Scopes = [Scope],
            KeyId = key.PrivateKeyId,
            Clock = new Clock(time),
            HttpClientFactory = new BoundedClientFactory(),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None, // retrying is ours
        };
        return new ServiceAccountCredential(account.FromPrivateKey(pem));
    }

    private static SegmentOutcome.Failed Passing(string message) => new(SegmentFailure.Transient, message);

    private static SegmentOutcome.Failed Misconfigured(string message) => new(SegmentFailure.Configuration, message);

    private sealed class Clock(TimeProvider time) : IClock
    {
        public DateTime Now => time.GetLocalNow().DateTime;

        public DateTime UtcNow => time.GetUtcNow().UtcDateTime;
    }

    private sealed class BoundedClientFactory : global::Google.Apis.Http.IHttpClientFactory
    {
        private readonly HttpClientFactory inner = new();

        public ConfigurableHttpClient CreateHttpClient(CreateHttpClientArgs args)
        {
            var client = inner.CreateHttpClient(args);
            client.Timeout = TimeSpan.FromSeconds(30);
            client.MaxResponseContentBufferSize = 1 << 20;
            return client;
        }
    }
}
