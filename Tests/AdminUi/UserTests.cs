using System.Net;
using AngleSharp.Dom;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Users as admins see and change them, and what that does to people who are signed in.</summary>
public sealed class UserTests : IAsyncLifetime
{
    private readonly SteppedClock clock = new();
    private AdminUiHost host = null!;
    private Person admin = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync(clock: clock);
        admin = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        admin.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task NewUser_GetsAPasswordShownOnceAndHasToChangeIt()
    {
        using var answer = await SubmitAsync("/add-user", "add", ("Name", "Helen"), ("DisplayName", "Helen Smith"), ("Role", "helpdesk"));
        var shown = await Person.ParseAsync(answer);
        var password = shown.QuerySelector(".secret code")!.TextContent;
        using var helen = new Person(host.Url);
        using var signedIn = await helen.SignInAsync("helen", password);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        using var list = await helen.GetAsync("/voicemails");
        Assert.Equal("/account", new Uri(new Uri(host.Url), list.Headers.Location!).AbsolutePath);
        using var live = await helen.GetAsync("/live");
        Assert.NotEqual(HttpStatusCode.OK, live.StatusCode);
        var account = await helen.ReadAsync("/account");
        using var weak = await helen.SubmitAsync("/account", Form(account, "password"), ("Old", password), ("New", "password1"), ("Again", "password1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        using var changed = await helen.SubmitAsync("/account", Form(account, "password"), ("Old", password), ("New", "my own long password"), ("Again", "my own long password"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        var page = await helen.ReadAsync("/voicemails");
        Assert.Contains("Helen Smith", page.QuerySelector(".user")!.TextContent, StringComparison.Ordinal);
        var users = await admin.ReadAsync("/users");
        Assert.Contains("Helen Smith", users.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(password, users.DocumentElement.TextContent, StringComparison.Ordinal);
        Assert.Contains(host.Log.Audit, line => line == "Audit: user-add (helpdesk) of helen by admin from 127.0.0.1");
        Assert.Contains(host.Log.Audit, line => line == "Audit: password-change (own password) of helen by helen from 127.0.0.1");
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Role_WhenChanged_HoldsAtTheNextRequest()
    {
        using var person = await Person.SignedInAsync(host, "operator");
        using var answer = await SubmitAsync("/users/operator", "change", ("Role", "auditor"), ("DisplayName", "Olga"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var audio = await person.GetAsync($"/voicemails/{host.Ids[5]}/recordings/1/audio");
        Assert.Equal(HttpStatusCode.Forbidden, audio.StatusCode);
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Contains(host.Log.Audit, line => line == "Audit: user-change (role operator to auditor) of operator by admin from 127.0.0.1");
    }

    [Theory]
    [InlineData("disable"), InlineData("remove"), InlineData("reset")]
    public async Task User_WhenShutOut_IsOutAtTheNextRequest(string form)
    {
        using var person = await Person.SignedInAsync(host, "operator");
        using var answer = await SubmitAsync("/users/operator", form, ("Confirmed", "true"));
        Assert.Equal(form == "reset" ? HttpStatusCode.OK : HttpStatusCode.Redirect, answer.StatusCode);
        using var list = await person.GetAsync("/voicemails");
        Assert.Equal(HttpStatusCode.Redirect, list.StatusCode);
        using var again = await new Person(host.Url).SignInAsync("operator", host.Password!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    [Fact]
    public async Task Disable_ByTwoAtOnce_LeavesTheUserDisabled()
    {
        var form = Form(await admin.ReadAsync("/users/operator"), "disable");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await admin.SubmitAsync("/users/operator", form);
            Assert.Equal("operator can no longer sign in.", (await admin.ReadAsync("/users")).QuerySelector(".toast span")!.TextContent);
        }

        using var person = await new Person(host.Url).SignInAsync("operator", host.Password!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.StatusCode);
        using var enabled = await SubmitAsync("/users/operator", "disable");
        using var again = await Person.SignedInAsync(host, "operator");
    }

    [Theory]
    [InlineData("disable", "last admin"), InlineData("remove", "last admin"), InlineData("change", "last admin")]
    public async Task LastAdmin_StaysAndSomebodyIsTold(string form, string why)
    {
        using var answer = await SubmitAsync("/users/admin", form, ("Confirmed", "true"), ("Role", "helpdesk"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Contains(why, page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var list = await admin.GetAsync("/users");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
    }

    [Fact]
    public async Task WrongPasswords_ShowInTheListUntilThePasswordIsReset()
    {
        for (var i = 0; i < 11; i++)
            host.Guard.Failed(IPAddress.Parse($"192.0.2.{i}"), "helpdesk");
        var users = await admin.ReadAsync("/users");
        Assert.Contains("Slowed down", Row(users, "helpdesk"), StringComparison.Ordinal);
        Assert.DoesNotContain("Slowed down", Row(users, "operator"), StringComparison.Ordinal);
        using var answer = await SubmitAsync("/users/helpdesk", "reset");
        Assert.DoesNotContain("Slowed down", Row(await admin.ReadAsync("/users"), "helpdesk"), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, host.Guard.WaitFor("helpdesk"));
    }

    [Fact]
    public async Task List_ShowsTheLastSignIn()
    {
        Assert.Contains("never", Row(await admin.ReadAsync("/users"), "operator"), StringComparison.Ordinal);
        using var person = await Person.SignedInAsync(host, "operator");
        Assert.Contains("just now", Row(await admin.ReadAsync("/users"), "operator"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NameInWords_WithMarkup_StaysText()
    {
        using var answer = await SubmitAsync("/users/operator", "change", ("Role", "operator"), ("DisplayName", "<script>alert(1)</script>"));
        var users = await admin.ReadAsync("/users");
        Assert.Contains("<script>alert(1)</script>", Row(users, "operator"), StringComparison.Ordinal);
        Assert.DoesNotContain(users.QuerySelectorAll("script"), script => script.TextContent.Length > 0);
    }

    private static IElement Form(IDocument page, string handler) =>
        page.QuerySelector($"input[name=_handler][value={handler}]")!.Closest("form")!;

    private static string Row(IDocument users, string name) =>
        users.QuerySelector($"a[href='users/{name}']")!.Closest("tr")!.TextContent;

    private async Task<HttpResponseMessage> SubmitAsync(string path, string handler, params (string, string)[] typed) =>
        await admin.SubmitAsync(path, Form(await admin.ReadAsync(path), handler), typed);
}
