using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Login.Oidc;

namespace VoicemailOrleans.Tests.AdminUi.Oidc;

/// <summary>Signing in with a provider, over real sockets and TLS on both sides of it.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("voicemail-oidc-");
    private TestOidcProvider provider = null!;
    private AdminUiHost host = null!;

    public async Task InitializeAsync()
    {
        provider = await TestOidcProvider.StartAsync(folder.FullName);
        host = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await provider.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Person_InAMappedGroup_IsSignedInWithItsRoles()
    {
        provider.Claims = new JsonObject { ["preferred_username"] = "hsmith", ["name"] = "Helen Smith", ["groups"] = new JsonArray("staff", "vm-helpdesk") };
        using var person = new Person(host.Url);
        var login = await person.ReadAsync("/login?ReturnUrl=%2Fvoicemails%3Fq%3Da");
        var button = login.QuerySelectorAll("a").Single(a => a.TextContent.Trim() == "Sign in with Example");
        using var signedIn = await FollowAsync(person, "/" + button.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var goOn = await Person.ParseAsync(signedIn);
        Assert.Equal("/voicemails?q=a", goOn.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("script-src 'self'", signedIn.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var list = await person.ReadAsync("/voicemails");
        Assert.Contains("Helen Smith", list.QuerySelector(".user")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("helpdesk", list.QuerySelector(".user small")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(list.QuerySelectorAll("a[href=account]")); // no password of ours to change
        using var users = await person.GetAsync("/users");
        Assert.Equal(HttpStatusCode.Forbidden, users.StatusCode);
        Assert.Contains("Audit: sign-in of hsmith (oidc) from 127.0.0.1", host.Log.Audit);
        Assert.Empty(provider.Refused);
    }

    [Fact]
    public async Task Groups_FromUserinfo_CountToo()
    {
        provider.UserInfo = new JsonObject { ["sub"] = "42", ["groups"] = "VM-Admins", ["email"] = "olga@example.org" };
        using var person = new Person(host.Url);
        (await FollowAsync(person, "/login/oidc")).Dispose();
        using var users = await person.GetAsync("/users");
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);
        Assert.Contains("Audit: sign-in of olga@example.org (oidc) from 127.0.0.1", host.Log.Audit);
    }

    [Fact]
    public async Task Person_WithoutAMappedGroup_IsToldAndStaysOut()
    {
        provider.Claims = new JsonObject { ["preferred_username"] = "guest", ["groups"] = new JsonArray("staff") };
        using var person = new Person(host.Url);
        using var answer = await FollowAsync(person, "/login/oidc");
        var page = await Person.ParseAsync(answer);
        Assert.Contains("has no role here", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await AssertOutAsync(person);
    }

    [Theory]
    [InlineData("iss", "https://evil.example"), InlineData("aud", "another"), InlineData("exp", "0"), InlineData("sub", "")]
    public async Task IdToken_NotForUs_IsRefused(string claim, string value)
    {
        provider.Claims = new JsonObject { ["groups"] = "vm-admins", [claim] = claim == "exp" ? JsonValue.Create(0) : JsonValue.Create(value) };
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task IdToken_ForSeveralAndGivenToAnother_IsRefused()
    {
        provider.Claims = new JsonObject { ["groups"] = "vm-admins", ["aud"] = new JsonArray("another", TestOidcProvider.ClientId), ["azp"] = "another" };
        await AssertRefusedAsync();
    }

    [Fact]
    public async Task Userinfo_AboutSomebodyElse_IsRefused()
    {
        provider.UserInfo = new JsonObject { ["sub"] = "43", ["groups"] = "vm-admins" };
        await AssertRefusedAsync();
    }

    [Theory]
    [InlineData("/login/oidc/callback?code=1&state=forged"), InlineData("/login/oidc/callback"), InlineData("/login/oidc/callback?error=access_denied")]
    public async Task Callback_NobodyAskedFor_LeadsToTheLogin(string path)
    {
        using var person = new Person(host.Url);
        using var answer = await person.GetAsync(path);
        Assert.Equal("/login?problem=provider", answer.Headers.Location!.OriginalString);
        await AssertOutAsync(person);
    }

    [Fact]
    public async Task Provider_WithACertificateOfAStranger_IsNotBelieved()
    {
        await using var suspicious = await StartAsync(trusts: false);
        using var person = new Person(suspicious.Url);
        using var answer = await person.GetAsync("/login/oidc");
        Assert.Equal("/login?problem=provider", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Provider_ThatIsAway_LeavesTheLocalLogin()
    {
        await provider.DisposeAsync();
        using var person = new Person(host.Url);
        using var answer = await person.GetAsync("/login/oidc");
        Assert.Equal("/login?problem=provider", answer.Headers.Location!.OriginalString);
        using var signedIn = await person.SignInAsync("admin", host.Password!);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= LogLevel.Error);
        provider = await TestOidcProvider.StartAsync(folder.FullName);
    }

    [Fact]
    public async Task LocalLogin_SwitchedOff_IsNeitherOfferedNorTaken()
    {
        await using var closed = await StartAsync(localLogin: false);
        using var person = new Person(closed.Url);
        var login = await person.ReadAsync("/login");
        Assert.Empty(login.QuerySelectorAll("input[type=password]"));
        var form = login.CreateElement("form");
        form.InnerHtml = "<input type=hidden name=_handler value=login>";
        using var answer = await person.SubmitAsync("/login", form, ("User", "admin"), ("Password", closed.Password!));
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        await AssertOutAsync(person);
    }

    private Task<AdminUiHost> StartAsync(bool trusts = true, bool localLogin = true) => AdminUiHost.StartAsync(configure: options =>
    {
        options.HasLocalLogin = localLogin;
        options.Groups.ByRole[Role.Helpdesk] = ["VM-Helpdesk"];
        options.Groups.ByRole[Role.Admin] = ["VM-Admins"];
        options.Oidc = new OidcOptions
        {
            Issuer = new Uri(provider.Issuer), ClientId = TestOidcProvider.ClientId, ClientSecret = TestOidcProvider.ClientSecret,
            DisplayName = "Example", CaFile = trusts ? provider.CaFile : null,
        };
    });

    private async Task AssertRefusedAsync()
    {
        using var person = new Person(host.Url);
        using var answer = await FollowAsync(person, "/login/oidc");
        Assert.Contains("did not work", (await Person.ParseAsync(answer)).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await AssertOutAsync(person);
    }

    private static async Task AssertOutAsync(Person person)
    {
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
    }

    /// <summary>Follows redirects, to the provider and back; it is trusted here without its authority.</summary>
    private static async Task<HttpResponseMessage> FollowAsync(Person person, string path)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var browser = new HttpClient(handler);
        var answer = await person.GetAsync(path);
        while (answer.Headers.Location is { } to)
        {
            answer.Dispose();
            answer = to.IsAbsoluteUri && to.Scheme == "https" ? await browser.GetAsync(to) : await person.GetAsync(to.OriginalString);
        }

        return answer;
    }
}
