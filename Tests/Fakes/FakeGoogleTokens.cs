using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// Google's token service for service accounts: verifies the RS256 signature with the key made for this test, then the
/// account, the times, the scope and the audience, in the order and with the words observed. Its errors have a shape of
/// their own.
/// </summary>
public sealed class FakeGoogleTokens(TimeProvider time)
{
    private const string Account = "voicemail@test-project.iam.gserviceaccount.com";
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    // What Google's library always says, whatever the key file's token_uri.
    private const string CanonicalAudience = "https://oauth2.googleapis.com/token";

    private static readonly RSA Key = RSA.Create(2048); // once for all tests: it takes a while
    private readonly Dictionary<string, DateTimeOffset> issued = [];

    /// <summary>Its address, also the audience it expects.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Tokens issued so far.</summary>
    public int Issued { get; private set; }

    /// <summary>Answers instead, when set.</summary>
    public Func<HttpContext, Task>? Fault { get; set; }

    /// <summary>Writes a key file of the account; with another key when it shall not fit.</summary>
    public string WriteKeyFile(string folder, bool fits = true)
    {
        using var other = fits ? null : RSA.Create(2048);
        var path = Path.Combine(folder, $"key-{fits}.json");
        File.WriteAllText(path, new JsonObject
        {
            ["type"] = "service_account",
            ["project_id"] = "test-project",
            ["private_key_id"] = "k1",
            ["private_key"] = (other ?? Key).ExportPkcs8PrivateKeyPem(),
            ["client_email"] = Account,
            ["token_uri"] = Uri,
        }.ToJsonString());
        return path;
    }

    /// <summary>An assertion of the account, with one thing wrong with it where one is named.</summary>
    public string Sign(string what = "", string value = "")
    {
        var from = time.GetUtcNow().ToUnixTimeSeconds() + (what == "iat" ? int.Parse(value, CultureInfo.InvariantCulture) : 0);
        var lifetime = what == "lifetime" ? int.Parse(value, CultureInfo.InvariantCulture) : 3600;
        string Of(string field, string right) => what == field ? value : right;
        var header = Encode(new JsonObject { ["alg"] = Of("alg", "RS256"), ["typ"] = "JWT" });
        var claims = Encode(new JsonObject
        {
            ["iss"] = Of("iss", Account), ["aud"] = Of("aud", Uri), ["scope"] = Of("scope", Scope), ["iat"] = from, ["exp"] = from + lifetime,
        });
        var signed = Key.SignData(Encoding.ASCII.GetBytes(what == "tampered" ? header : $"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{header}.{claims}.{Base64Url.EncodeToString(signed)}";
    }

    /// <summary>Forgets all tokens, as if they had been revoked.</summary>
    public void Revoke()
    {
        lock (issued) issued.Clear();
    }

    public bool Accepts(string? authorization)
    {
        lock (issued)
        {
            return authorization?.Split(' ') is ["Bearer", var token] && issued.TryGetValue(token, out var until) && until > time.GetUtcNow();
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (Fault is { } fault)
        {
            await fault(context);
            return;
        }

        var form = await context.Request.ReadFormAsync();
        var problem = form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" ? Check(form["assertion"].ToString()) : ("invalid_request", "Bad Request");
        if (problem is var (error, description))
        {
            await FakeGoogleReplies.WriteAsync(context, 400, new JsonObject { ["error"] = error, ["error_description"] = description });
            return;
        }

        string token;
        lock (issued)
        {
            token = $"ya29.{++Issued}";
            issued[token] = time.GetUtcNow().AddSeconds(3599);
        }

        await FakeGoogleReplies.WriteAsync(context, 200, new JsonObject { ["access_token"] = token, ["expires_in"] = 3599, ["token_type"] = "Bearer" });
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private (string Error, string Description)? Check(string assertion)
    {
        if (assertion.Split('.') is not [var header, var claims, var signature]) return ("invalid_request", "Bad Request");
        var head = JsonNode.Parse(Base64Url.DecodeFromChars(header))!;
        var body = JsonNode.Parse(Base64Url.DecodeFromChars(claims))!;
        var data = Encoding.ASCII.GetBytes($"{header}.{claims}");
        if ((string?)head["alg"] != "RS256" || !Key.VerifyData(data, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return ("invalid_grant", "Invalid JWT Signature.");
        if ((string?)body["iss"] != Account) return ("invalid_grant", "Invalid grant: account not found");
        var (from, until, now) = ((long)body["iat"]!, (long)body["exp"]!, time.GetUtcNow().ToUnixTimeSeconds());
        if (until - from > 3600 || from > now + 300 || until < now)
            return ("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.");
        if ((string?)body["scope"] != Scope) return ("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
        return (string?)body["aud"] is CanonicalAudience || (string?)body["aud"] == Uri ? null : ("invalid_grant", "Invalid JWT: Failed audience check.");
    }
}
