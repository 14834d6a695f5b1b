using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.Tests.AdminUi.Oidc;

/// <summary>
/// An OpenID Connect provider on a real TLS port, with an authority of its own and keys made for the test. It checks what
/// a client sends (redirect address, PKCE, secret) as strictly as real ones do; everybody who comes is signed in at once
/// as <see cref="Claims"/> says.
/// </summary>
internal sealed class TestOidcProvider : IAsyncDisposable
{
    public const string ClientId = "voicemail";
    public const string ClientSecret = "a secret of the provider";

    private readonly ConcurrentDictionary<string, (string RedirectUri, string Challenge)> codes = new();
    private readonly RSA signingKey = RSA.Create(2048);
    private WebApplication app = null!;

    public string Issuer { get; private set; } = "";

    /// <summary>The authority's certificate, PEM.</summary>
    public string CaFile { get; private set; } = "";

    /// <summary>What the ID token says about whoever signs in, over the ordinary claims.</summary>
    public JsonObject Claims { get; set; } = [];

    /// <summary>What the userinfo endpoint says.</summary>
    public JsonObject UserInfo { get; set; } = new() { ["sub"] = "42" };

    public List<string> Refused { get; } = [];

    public static async Task<TestOidcProvider> StartAsync(string folder)
    {
        var provider = new TestOidcProvider();
        var certificate = provider.MakeCertificate(folder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddRouting();
        provider.app = builder.Build();
        provider.app.UseRouting();
        provider.Map();
        await provider.app.StartAsync();
        var address = provider.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        provider.Issuer = address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/realm";
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        signingKey.Dispose();
    }

    private void Map()
    {
        app.MapGet("/realm/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, string>
        {
            ["issuer"] = Issuer, ["authorization_endpoint"] = Issuer + "/authorize", ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
        }));
        app.MapGet("/realm/authorize", Authorize);
        app.MapPost("/realm/token", (Delegate)TokenAsync);
        app.MapGet("/realm/userinfo", (HttpContext context) =>
            context.Request.Headers.Authorization == "Bearer access" ? Results.Text(UserInfo.ToJsonString(), "application/json") : Refuse("access token"));
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code") return Refuse("client or type");
        if (query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43) return Refuse("PKCE");
        if (!query["scope"].ToString().Split(' ').Contains("openid") || query["state"].ToString().Length == 0) return Refuse("scope or state");
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        codes[code] = (query["redirect_uri"]!, query["code_challenge"]!);
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret) return Refuse("client secret");
        if (!codes.TryRemove(form["code"]!, out var known) || known.RedirectUri != form["redirect_uri"]) return Refuse("code");
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)));
        if (challenge != known.Challenge) return Refuse("code verifier");
        return Results.Json(new Dictionary<string, string> { ["access_token"] = "access", ["token_type"] = "Bearer", ["id_token"] = IdToken() });
    }

    private string IdToken()
    {
        var payload = new JsonObject
        {
            ["iss"] = Issuer, ["aud"] = ClientId, ["sub"] = "42", ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in Claims) payload[name] = value?.DeepClone();
        var head = Base64Url.EncodeToString("""{"alg":"RS256"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        var signature = signingKey.SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{Base64Url.EncodeToString(signature)}";
    }

    private IResult Refuse(string what)
    {
        Refused.Add(what);
        return Results.Text(JsonSerializer.Serialize(new Dictionary<string, string> { ["error"] = "invalid_request" }), "application/json", statusCode: 400);
    }

    private X509Certificate2 MakeCertificate(string folder)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=authority of the house", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        CaFile = Path.Combine(folder, "authority.pem");
        File.WriteAllText(CaFile, root.ExportCertificatePem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        return X509CertificateLoader.LoadPkcs12(leaf.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }
}
