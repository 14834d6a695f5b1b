using System.Net;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Login.Proxy;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>People whom a reverse proxy names.</summary>
public sealed class ProxyTests
{
    private static readonly (string, string) Helen = ("X-Remote-User", "helen");

    [Fact]
    public async Task Fields_FromAListedAddress_SayWhoAndInWhichRole()
    {
        await using var host = await StartAsync("127.0.0.0/8");
        using var person = new Person(host.Url);
        using var list = await person.GetAsync("/voicemails", Helen, ("X-Remote-Groups", "staff, vm-helpdesk"));
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        var page = await Person.ParseAsync(list);
        Assert.Contains("helen", page.QuerySelector(".user")!.TextContent, StringComparison.Ordinal);
        using var users = await person.GetAsync("/users", Helen, ("X-Remote-Groups", "vm-helpdesk"));
        Assert.Equal(HttpStatusCode.Forbidden, users.StatusCode);
        using var groupless = await person.GetAsync("/voicemails", Helen);
        Assert.Equal(HttpStatusCode.Forbidden, groupless.StatusCode);
        Assert.Single(host.Log.Audit, line => line == "Audit: sign-in of helen (proxy) from 127.0.0.1");
        using var nobody = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
    }

    [Fact]
    public async Task Fields_FromAnywhereElse_AreIgnoredAndThatIsSaidOnce()
    {
        // The forwarded address is believed for other things, never for this one.
        await using var host = await StartAsync("192.0.2.1/32", options => options.ForwardingProxies = [IPNetwork.Parse("127.0.0.1/32")]);
        using var person = new Person(host.Url);
        for (var i = 0; i < 3; i++)
        {
            using var list = await person.GetAsync("/voicemails", Helen, ("X-Remote-Groups", "vm-helpdesk"), ("X-Forwarded-For", "192.0.2.1"));
            Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
        }

        Assert.Single(host.Log.Lines, line => line.Text.StartsWith("X-Remote-User came from 127.0.0.1, which is not among", StringComparison.Ordinal));
        using var signedIn = await Person.SignedInAsync(host); // the local login stays
    }

    [Fact]
    public async Task Person_NamedAsAUserOfThisService_IsAnother()
    {
        await using var host = await StartAsync("127.0.0.1/32");
        host.Services.GetRequiredService<SavedSearches>().Save("admin", "Of the local admin", new SearchUrl { Text = "printer" });
        using var local = await Person.SignedInAsync(host);
        using var proxied = new Person(host.Url);
        (string, string)[] fields = [("X-Remote-User", "admin"), ("X-Remote-Groups", "vm-helpdesk")];
        var page = "/voicemails/" + host.Ids[5];
        await local.ReadAsync(page);
        (await proxied.GetAsync(page, fields)).Dispose();
        Assert.Equal(["admin (proxy)", "admin"], host.Trail.Read(new AuditQuery(Action: "read")).Select(kept => kept.Entry.Who));
        using var list = await proxied.GetAsync("/voicemails", fields);
        Assert.DoesNotContain("Of the local admin", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Of the local admin", (await local.ReadAsync("/voicemails")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_GivenTwice_NameNobody()
    {
        await using var host = await StartAsync("127.0.0.1/32");
        using var person = new Person(host.Url);
        using var list = await person.GetAsync("/voicemails", Helen, ("X-Remote-User", "admin"), ("X-Remote-Groups", "vm-helpdesk"));
        Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
    }

    [Theory]
    [InlineData("vm-helpdesk", "/voicemails", HttpStatusCode.OK), InlineData("staff", "/voicemails", HttpStatusCode.Forbidden)]
    public async Task Person_TheProxyNames_CanSignInAsSomebodyElseButNotOut(string groups, string path, HttpStatusCode status)
    {
        await using var host = await StartAsync("127.0.0.1/32");
        using var person = new Person(host.Url, Helen, ("X-Remote-Groups", groups));
        using var list = await person.GetAsync(path);
        Assert.Equal(status, list.StatusCode);
        var page = await Person.ParseAsync(list);
        Assert.Null(page.QuerySelector("form[action=logout]"));
        Assert.Equal("Sign in as somebody else", page.QuerySelector("a[href=login]")!.TextContent);
        using var signedIn = await person.SignInAsync("admin", host.Password!);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        page = await person.ReadAsync("/users");
        Assert.Contains("admin", page.QuerySelector(".user")!.TextContent, StringComparison.Ordinal);
        using var signedOut = await person.SubmitAsync("/users", page.QuerySelector("form[action=logout]")!);
        using var after = await person.GetAsync(path);
        Assert.Equal(status, after.StatusCode);
        Assert.Contains("helen", (await Person.ParseAsync(after)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WhereThereIsNone_LeadsWhomTheProxyNamesOn()
    {
        await using var host = await StartAsync("127.0.0.1/32", options => options.HasLocalLogin = false);
        using var person = new Person(host.Url, Helen, ("X-Remote-Groups", "vm-helpdesk"));
        using var login = await person.GetAsync("/login");
        Assert.Equal("/voicemails", new Uri(new Uri(host.Url), login.Headers.Location!).PathAndQuery);
        Assert.Null((await person.ReadAsync("/voicemails")).QuerySelector("a[href=login]"));
    }

    [Fact]
    public async Task Person_WithATemporaryPassword_ChangesItFirstBehindAProxyToo()
    {
        await using var host = await StartAsync("127.0.0.1/32");
        using var admin = await Person.SignedInAsync(host);
        var form = (await admin.ReadAsync("/users/operator")).QuerySelector("input[value=reset]")!.Closest("form")!;
        using var reset = await admin.SubmitAsync("/users/operator", form);
        var password = (await Person.ParseAsync(reset)).QuerySelector(".secret code")!.TextContent;
        using var person = new Person(host.Url, Helen);
        using var signedIn = await person.SignInAsync("operator", password);
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal("/account", new Uri(new Uri(host.Url), list.Headers.Location!).AbsolutePath);
    }

    [Fact]
    public async Task Form_OfSomebodyTheProxyNames_NeedsItsToken()
    {
        await using var host = await StartAsync("127.0.0.1/32");
        using var person = new Person(host.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Url + "/theme");
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("theme", "dark")]);
        request.Headers.Add("X-Remote-User", "helen");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await client.SendAsync(request);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [], cookie =>
            cookie.StartsWith("voicemail.theme", StringComparison.Ordinal));
    }

    private static Task<AdminUiHost> StartAsync(string proxies, Action<VoicemailOrleans.AdminUi.AdminUiOptions>? more = null) =>
        AdminUiHost.StartAsync(configure: options =>
        {
            options.Groups.ByRole[Role.Helpdesk] = ["VM-Helpdesk"];
            options.Proxy = new ProxyOptions { UserHeader = "X-Remote-User", GroupsHeader = "X-Remote-Groups", Addresses = [IPNetwork.Parse(proxies)] };
            more?.Invoke(options);
        });
}
