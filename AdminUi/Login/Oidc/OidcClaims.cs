using System.Buffers.Text;
using System.Text.Json;

namespace VoicemailOrleans.AdminUi.Login.Oidc;

/// <summary>
/// What the provider says about somebody: the ID token, and the answer of the userinfo endpoint beside it. The token
/// comes straight from the provider over TLS, which stands for its signature (OpenID Connect Core 1.0, section 3.1.3.7,
/// rule 6); the other rules of that section are checked here.
/// </summary>
internal sealed class OidcClaims
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly JsonElement token;
    private JsonElement? userInfo;

    private OidcClaims(JsonElement token) => this.token = token;

    /// <summary>Reads an ID token and checks that it is for us, from the provider, and of now.</summary>
    /// <exception cref="OidcException">It is not.</exception>
    public static OidcClaims Read(string? idToken, OidcProvider provider, OidcOptions options, DateTimeOffset now)
    {
        if (idToken?.Split('.') is not [_, var payload, _]) throw new OidcException("The provider sent no ID token.");
        OidcClaims claims;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            claims = new OidcClaims(document.RootElement.Clone());
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new OidcException("The provider's ID token cannot be read.", e);
        }

        if (claims.token.ValueKind != JsonValueKind.Object) throw new OidcException("The ID token is no object.");
        if (claims.Text("iss") != provider.Issuer) throw new OidcException("The ID token is of another issuer.");
        var audience = claims.Values("aud");
        if (!audience.Contains(options.ClientId)) throw new OidcException("The ID token is for another service.");
        if (audience.Count > 1 && claims.Text("azp") != options.ClientId)
            throw new OidcException("The ID token was given to another service.");
        var isOver = !claims.token.TryGetProperty("exp", out var exp) || !exp.TryGetDouble(out var seconds)
            || DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e11)) + Skew < now;
        if (isOver) throw new OidcException("The ID token is out of date.");
        if (string.IsNullOrEmpty(claims.Text("sub"))) throw new OidcException("The ID token names nobody.");
        return claims;
    }

    /// <summary>Adds what the userinfo endpoint says, if it is about the same person (section 5.3.2).</summary>
    public void Add(JsonElement answer)
    {
        var isSame = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("sub", out var sub)
            && sub.ValueKind == JsonValueKind.String && sub.GetString() == Text("sub");
        if (!isSame) throw new OidcException("The userinfo endpoint speaks of somebody else.");
        userInfo = answer.Clone();
    }

    /// <summary>A claim that is a text; null when there is none.</summary>
    public string? Text(string name) => Values(name) is [var first, ..] ? first : null;

    /// <summary>A claim that is a text or a list of texts.</summary>
    public IReadOnlyList<string> Values(string name) =>
        token.TryGetProperty(name, out var value) || userInfo?.TryGetProperty(name, out value) == true
            ? Texts(value)
            : [];

    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array =>
        [
            .. from item in value.EnumerateArray()
            where item.ValueKind == JsonValueKind.String
            select item.GetString()!
        ],
        _ => [],
    };
}
