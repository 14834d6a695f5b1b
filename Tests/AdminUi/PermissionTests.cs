using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Who may go where: every endpoint is in the table, and every role is tried on every one.</summary>
public sealed class PermissionTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Roles = ["helpdesk", "operator", "admin", "auditor"];

    private static readonly Dictionary<string, string> Who = new()
    {
        ["read"] = "helpdesk operator admin auditor",
        ["listen"] = "helpdesk operator admin",
        ["resend"] = "helpdesk operator admin",
        ["act"] = "operator admin",
        ["operate"] = "operator admin",
        ["administer"] = "admin",
        ["audit"] = "admin auditor",
        ["everybody"] = "helpdesk operator admin auditor",
    };

    /// <summary>"everybody": whoever is signed in. Open endpoints are in LoginTests.</summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["/"] = "everybody",
        ["/account"] = "everybody",
        ["/add-user"] = "administer",
        ["/audit"] = "audit",
        ["/audit.csv"] = "audit",
        ["/live"] = "read",
        ["/operations"] = "operate",
        ["/operations/behind"] = "operate",
        ["/logout"] = "everybody",
        ["/settings"] = "administer",
        ["/settings/directory"] = "administer",
        ["/settings/directory/upload/{Upload}"] = "administer",
        ["/settings/policies"] = "administer",
        ["/settings/policies/down"] = "administer",
        ["/settings/policies/remove"] = "administer",
        ["/settings/policies/rule"] = "administer",
        ["/settings/policies/up"] = "administer",
        ["/settings/profiles"] = "administer",
        ["/settings/profiles/teach"] = "administer",
        ["/settings/{Slug}/file"] = "administer",
        ["/settings/{slug}/back"] = "administer",
        ["/settings/{slug}/download"] = "administer",
        ["/theme"] = "everybody",
        ["/users"] = "administer",
        ["/users/{Name}"] = "administer",
        ["/voicemails"] = "read",
        ["/voicemails.csv"] = "read",
        ["/voicemails/bulk"] = "resend",
        ["/voicemails/bulk/start"] = "resend",
        ["/voicemails/bulk/{Job}"] = "resend",
        ["/voicemails/bulk/{job}/continue"] = "resend",
        ["/voicemails/bulk/{job}/results.csv"] = "resend",
        ["/voicemails/bulk/{job}/stop"] = "resend",
        ["/voicemails/saved"] = "read",
        ["/voicemails/{Id}"] = "read",
        ["/voicemails/{Id}/resend"] = "resend",
        ["/voicemails/{Id}/{Name}"] = "act",
        ["/voicemails/{id}/received.eml"] = "listen",
        ["/voicemails/{id}/received/body"] = "read",
        ["/voicemails/{id}/received/parts/{number:int:min(1)}"] = "listen",
        ["/voicemails/{id}/recordings/{number:int:min(1)}/audio"] = "listen",
        ["/voicemails/{id}/recordings/{number:int:min(1)}/original"] = "listen",
        ["/voicemails/{id}/recordings/{number:int:min(1)}/wav"] = "listen",
        ["/voicemails/{id}/recordings/{number:int:min(1)}/wave.svg"] = "listen",
        ["/voicemails/{id}/sent.eml"] = "listen",
        ["/voicemails/{id}/sent/body"] = "read",
        ["/voicemails/{id}/sent/parts/{number:int:min(1)}"] = "listen",
    };

    /// <summary>Nobody can ask for these by their address.</summary>
    private static readonly string[] Forms =
    [
        "/logout", "/settings/policies/down", "/settings/policies/remove", "/settings/policies/up", "/settings/{slug}/back",
        "/theme", "/voicemails/bulk/start", "/voicemails/bulk/{job}/continue", "/voicemails/bulk/{job}/stop",
    ];

    [Fact]
    public void EveryEndpoint_IsInTheTableAndAsksForWhatItSays()
    {
        var found = shared.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is not null)
            .Select(e => (
                Path: "/" + e.RoutePattern.RawText!.TrimStart('/'),
                Asks: e.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).FirstOrDefault(p => p is not null) ?? "everybody"))
            .Where(e => !e.Path.StartsWith("/_framework/", StringComparison.Ordinal)) // Blazor's own
            .Distinct().OrderBy(e => e.Path, StringComparer.Ordinal);
        Assert.Equal(
            Table.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key}: {row.Value}"),
            found.Select(e => $"{e.Path}: {e.Asks}"));
    }

    [Theory]
    [InlineData("helpdesk"), InlineData("operator"), InlineData("admin"), InlineData("auditor")]
    public async Task Role_OnEveryEndpoint_GetsInOrIsTold403(string role)
    {
        using var person = await Person.SignedInAsync(shared.Host, role);
        foreach (var (pattern, permission) in Table)
        {
            if (Forms.Contains(pattern)) continue;
            var path = pattern.Replace("{Id}", shared.Host.Ids[0].Value, StringComparison.OrdinalIgnoreCase)
                .Replace("{Slug}", "profiles", StringComparison.OrdinalIgnoreCase)
                .Replace("{number:int:min(1)}", "1", StringComparison.Ordinal)
                .Replace("{Name}", "helpdesk", StringComparison.Ordinal);
            var isOpen = Who[permission].Split(' ').Contains(role);
            using var answer = await person.GetAsync(path);
            Assert.True(
                isOpen == (answer.StatusCode != HttpStatusCode.Forbidden),
                $"{role} at {path}: {answer.StatusCode}");
            if (isOpen) continue;
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            var page = await Person.ParseAsync(answer);
            Assert.Equal("This is not open to you", page.QuerySelector("h1")!.TextContent);
            Assert.Contains(role, page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Roles_OfTheTable_AreAllThereAre() =>
        Assert.Equal(Roles, VoicemailOrleans.AdminUi.Login.Role.All.Select(role => role.Name));

    [Fact]
    public async Task Auditor_ReadsButNeitherHearsNorSendsNorIsOfferedTo()
    {
        var path = "/voicemails/" + shared.Host.Ids[5];
        using var auditor = await Person.SignedInAsync(shared.Host, "auditor");
        var page = await auditor.ReadAsync(path);
        Assert.NotNull(page.QuerySelector(".words"));
        Assert.Empty(page.QuerySelectorAll("audio, a[href$='/original'], a[href$='.eml'], a[href$='/resend'], form[action='']"));
        Assert.DoesNotContain("Resend", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // The form another role would have, with a good token.
        var form = page.QuerySelector("form[action=logout]")!;
        form.RemoveAttribute("action");
        using var answer = await auditor.SubmitAsync(path, form, ("_handler", "resend"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(shared.Host.Desk.Resent);
    }

    [Theory]
    [InlineData("helpdesk", "Voicemails"), InlineData("auditor", "Voicemails, Audit log"),
        InlineData("admin", "Voicemails, Operations, Audit log, Settings")]
    public async Task Navigation_ShowsWhatIsOpen(string role, string expected)
    {
        using var person = await Person.SignedInAsync(shared.Host, role);
        var page = await person.ReadAsync("/voicemails");
        var items = page.QuerySelectorAll("#main-nav .nav-item").Select(item => item.QuerySelector("span")!.TextContent);
        Assert.Equal(expected, string.Join(", ", items));
        Assert.Contains(role, page.QuerySelector(".user small")!.TextContent, StringComparison.Ordinal);
    }
}
