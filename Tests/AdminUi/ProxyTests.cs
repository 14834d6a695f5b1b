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
