using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class LoginTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task FirstStart_TellsThePasswordOnceAndItSignsIn()
    {
        var storage = Directory.CreateTempSubdirectory("voicemail-ui-");
        try
        {
            await using var host = await AdminUiHost.StartAsync(storage.FullName);
            using var person = await Person.SignedInAsync(host);
            using var list = await person.GetAsync("/voicemails");
            Assert.Equal(HttpStatusCode.OK, list.StatusCode);
            Assert.Matches("^([a-z2-9]{5}-){3}[a-z2-9]{5}$", host.Password!);
            await using var again = await AdminUiHost.StartAsync(storage.FullName);
            Assert.Null(again.Password);
        }
        finally
        {
            storage.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Restart_KeepsTheSession()
    {
        var storage = Directory.CreateTempSubdirectory("voicemail-ui-");
        try
        {
            string cookies;
            await using (var first = await AdminUiHost.StartAsync(storage.FullName))
            {
                using var person = await Person.SignedInAsync(first);
                cookies = person.Cookies.GetCookieHeader(new Uri(first.Url));
            }

            await using var second = await AdminUiHost.StartAsync(storage.FullName);
            using var stranger = new Person(second.Url);
            using var list = await stranger.GetAsync("/voicemails", ("Cookie", cookies));
            Assert.Equal(HttpStatusCode.OK, list.StatusCode);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(Path.Combine(storage.FullName, "users.json")));
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                    File.GetUnixFileMode(Path.Combine(storage.FullName, "keys")));
            }
        }
        finally
        {
            storage.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/"), InlineData("/voicemails"), InlineData("/voicemails?q=x"), InlineData("/voicemails/ID"),
        InlineData("/voicemails/ID/resend")]
    [InlineData("/voicemails/ID/sent/body"), InlineData("/voicemails/ID/received.eml"),
        InlineData("/voicemails/ID/sent.eml"), InlineData("/voicemails/ID/received/parts/2"), InlineData("/account")]
    [InlineData("/voicemails/ID/recordings/1/audio"), InlineData("/voicemails/ID/recordings/1/original"),
        InlineData("/voicemails/ID/recordings/1/wave.svg"), InlineData("/voicemails/ID/recordings/1/wav")]
    public async Task Everything_WithoutSignIn_LeadsToLogin(string path)
    {
        var host = shared.Host;
        using var stranger = new Person(host.Url);
        using var answer = await stranger.GetAsync(path.Replace("ID", host.Ids[0].Value, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/login", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryEndpoint_ButTheFewThatMustBeOpen_AsksForASignIn()
    {
        var host = shared.Host;
        var open = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null
                || e.Metadata.GetMetadata<IAuthorizeData>() is null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Order();
        // Two of them are the test host's own.
        Assert.Equal(["/assets/{version}/{**path}", "/boom", "/error", "/health", "/login", "/not-found", "/status/{Code:int}"], open);
    }

    [Theory]
    [InlineData("/live", false), InlineData("/voicemails", true)]
    public async Task Script_WithoutSignIn_Gets401(string path, bool byScript)
    {
        var host = shared.Host;
        using var stranger = new Person(host.Url);
        using var answer = await stranger.GetAsync(path, byScript ? [("X-Requested-With", "XMLHttpRequest")] : []);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task WrongPassword_IsRefusedAndThenSlowedDown()
    {
        var clock = new SteppedClock();
        await using var host = await AdminUiHost.StartAsync(clock: clock);
        using var person = new Person(host.Url);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await person.SignInAsync("admin", "not the password");
            Assert.Equal(i < 4 ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.TooManyRequests, wrong.StatusCode);
        }

        using var right = await person.SignInAsync("admin", host.Password!);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal("1", right.Headers.GetValues("Retry-After").Single());
        clock.Now += TimeSpan.FromSeconds(2);
        using var later = await person.SignInAsync("admin", host.Password!);
        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
        Assert.Equal(5, host.Log.Audit.Count(line =>
            line.StartsWith("Audit: sign-in refused from 127.0.0.1", StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("not the password", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/voicemails?q=a", "/voicemails?q=a"), InlineData("//evil.example", "/voicemails"),
        InlineData("/\\evil.example", "/voicemails")]
    [InlineData("https://evil.example/", "/voicemails"), InlineData("", "/voicemails")]
    public async Task SignIn_LeadsBackButNeverAway(string returnUrl, string expected)
    {
        var host = shared.Host;
        using var person = new Person(host.Url);
        using var answer = await person.SignInAsync("admin", host.Password!,
            "?ReturnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(new Uri(host.Url), expected), new Uri(new Uri(host.Url), answer.Headers.Location!));
    }

    [Fact]
    public async Task NewPassword_EndsOldSessions()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        new VoicemailOrleans.AdminUi.Login.UserStore(host.Storage).SetPassword("admin", "another long password");
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
        using var old = await person.SignInAsync("admin", host.Password!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, old.StatusCode);
        using var anew = await person.SignInAsync("Admin", "another long password");
        Assert.Equal(HttpStatusCode.Redirect, anew.StatusCode);
    }

    [Fact]
    public async Task Session_AfterTwelveHoursOfQuietOrADayInAll_IsOver()
    {
        var clock = new SteppedClock();
        await using var host = await AdminUiHost.StartAsync(clock: clock);
        using var person = await Person.SignedInAsync(host);
        clock.Now += TimeSpan.FromHours(13);
        Assert.False(await IsSignedInAsync(person));
        using var busy = await Person.SignedInAsync(host);
        for (var i = 0; i < 2; i++)
        {
            clock.Now += TimeSpan.FromHours(11); // each request renews it
            Assert.True(await IsSignedInAsync(busy));
        }

        clock.Now += TimeSpan.FromHours(3);
        Assert.False(await IsSignedInAsync(busy));
        using var unattended = await Person.SignedInAsync(host);
        clock.Now += TimeSpan.FromHours(7);
        Assert.True(await IsSignedInAsync(unattended, ("X-Unattended", "1"))); // the page refreshes itself
        clock.Now += TimeSpan.FromHours(7);
        Assert.False(await IsSignedInAsync(unattended));

        static async Task<bool> IsSignedInAsync(Person person, params (string, string)[] headers)
        {
            using var list = await person.GetAsync("/voicemails", headers);
            return list.StatusCode == HttpStatusCode.OK;
        }
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        var page = await person.ReadAsync("/voicemails");
        using var answer = await person.SubmitAsync("/voicemails", page.QuerySelector("form[action=logout]")!);
        Assert.Equal("/login", answer.Headers.Location!.OriginalString);
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
    }

    /// <summary>Where the form was sent to there is no page, or one that would do nothing.</summary>
    [Theory]
    [InlineData("/logout"), InlineData("/theme"), InlineData("/voicemails/bulk/start?action=hold"), InlineData("/voicemails/ID/hold")]
    public async Task Form_AfterTheSessionEnded_LeadsOverTheLoginBackToItsPage(string action)
    {
        var host = shared.Host;
        action = action.Replace("ID", host.Ids[3].Value, StringComparison.Ordinal);
        using var stranger = new Person(host.Url);
        var form = (await stranger.ReadAsync("/login")).CreateElement("form");
        form.SetAttribute("action", action);
        using var answer = await stranger.SubmitAsync("/voicemails?view=parked", form);
        Assert.Equal("/login?ReturnUrl=%2Fvoicemails%3Fview%3Dparked", new Uri(new Uri(host.Url), answer.Headers.Location!).PathAndQuery);
        using var foreign = await stranger.SendAsync(HttpMethod.Post, action, ("Referer", "https://elsewhere.example/voicemails"));
        Assert.Equal("/login", new Uri(new Uri(host.Url), foreign.Headers.Location!).PathAndQuery);
    }

    [Theory]
    [InlineData("/login"), InlineData("/theme"), InlineData("/logout"), InlineData("/voicemails/ID"),
        InlineData("/voicemails/ID/resend")]
    public async Task StaleForm_DoesNothingAndLeadsBack(string path)
    {
        var host = shared.Host;
        using var person = await Person.SignedInAsync(host);
        path = path.Replace("ID", host.Ids[3].Value, StringComparison.Ordinal);
        var page = await person.ReadAsync("/voicemails");
        var form = page.CreateElement("form");
        form.InnerHtml = "<input type=hidden name=_handler value=resend><input type=hidden name=__RequestVerificationToken value=stale>";
        using var answer = await person.SubmitAsync(path, form);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Empty(host.Desk.Resent);
        var back = await person.ReadAsync("/voicemails");
        Assert.Contains("out of date", back.QuerySelector(".toast")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionCookie_OverHttps_IsSecureStrictAndHidden()
    {
        await using var host = await AdminUiHost.StartAsync(configure: options => options.ForwardingProxies = [IPNetwork.Parse("127.0.0.1/32")]);
        using var person = new Person(host.Url);
        using var page = await person.GetAsync("/login", ("X-Forwarded-Proto", "https"));
        var csrf = Assert.Single(page.Headers.GetValues("Set-Cookie"), cookie =>
            cookie.StartsWith("voicemail.csrf", StringComparison.Ordinal));
        Assert.Contains("; secure", csrf, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", csrf, StringComparison.OrdinalIgnoreCase);
        using var plain = await person.SignInAsync("admin", host.Password!);
        var session = Assert.Single(plain.Headers.GetValues("Set-Cookie"), cookie =>
            cookie.StartsWith("voicemail.session", StringComparison.Ordinal));
        Assert.DoesNotContain("; secure", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("127.0.0.1/32", "203.0.113.7"), InlineData("10.0.0.0/8", "127.0.0.1")]
    public async Task ForwardedAddress_IsTakenFromANamedProxyAndFromNobodyElse(string proxy, string from)
    {
        await using var host = await AdminUiHost.StartAsync(configure: options => options.ForwardingProxies = [IPNetwork.Parse(proxy)]);
        using var person = await Person.SignedInAsync(host);
        (await person.GetAsync("/audit.csv", ("X-Forwarded-For", "203.0.113.7"))).Dispose();
        Assert.Equal(from, host.Kept("audit-export", "audit log").From);
    }

    [Fact]
    public async Task ForwardedHeaders_WhenNotTrusted_AreIgnored()
    {
        var host = shared.Host;
        using var person = new Person(host.Url);
        using var page = await person.GetAsync("/voicemails", ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "https"));
        Assert.StartsWith(host.Url, page.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }
}
