using System.Text.Json;

namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>
/// The provider's own description (OpenID Connect Discovery 1.0), read when somebody first wants to sign in and again
/// each hour: a provider that is away does not hold up the start, and its endpoints may move.
/// </summary>
internal sealed class OidcDiscovery(OidcOptions options, HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private OidcProvider? known;
    private DateTimeOffset readAt;

    /// <summary>The description.</summary>
    /// <exception cref="OidcException">It cannot be had, or is not the one that was expected.</exception>
    public async Task<OidcProvider> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (known is { } fresh && now - readAt < Lifetime) return fresh;
        var address = new Uri(options.Issuer.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration");
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            known = Read(document.RootElement);
            readAt = now;
            return known;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new OidcException($"The discovery document at {address} cannot be read.", e);
        }
    }

    private OidcProvider Read(JsonElement document)
    {
        var issuer = Text(document, "issuer") ?? "";
        // OpenID Connect Discovery 1.0, section 4.3; a slash at the end is forgiven.
        if (issuer.TrimEnd('/') != options.Issuer.OriginalString.TrimEnd('/'))
            throw new OidcException($"The provider calls itself {issuer}, not {options.Issuer.OriginalString}.");
        return new OidcProvider(
            issuer,
            Endpoint(document, "authorization_endpoint") ?? throw Lacks("authorization_endpoint"),
            Endpoint(document, "token_endpoint") ?? throw Lacks("token_endpoint"),
            Endpoint(document, "userinfo_endpoint"));
    }

    private string? Endpoint(JsonElement document, string name)
    {
        if (Text(document, name) is not { } text) return null;
        var isGood = Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == options.Issuer.Scheme);
        return isGood ? text : throw new OidcException($"The provider's {name} is not an https address.");
    }

    private static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static OidcException Lacks(string name) => new($"The provider's discovery document lacks {name}.");
}

/// <summary>What is needed of the description.</summary>
internal sealed record OidcProvider(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string? UserInfoEndpoint);

/// <summary>The provider said something that cannot be accepted, or nothing.</summary>
internal sealed class OidcException(string message, Exception? inner = null) : Exception(message, inner);
