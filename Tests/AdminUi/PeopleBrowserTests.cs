using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoicemailOrleans.Grains;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Users and audit log in a real browser.</summary>
[Collection(nameof(Browser))]
public sealed class PeopleBrowserTests(Browser browser)
{
    [BrowserFact]
    public async Task Admin_AddsAUser_WhoChoosesAPasswordAndIsInTheAuditLog()
    {
        await using var session = await browser.OpenAsync("/users");
        var page = session.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Add user" }).ClickAsync();
        await page.GetByLabel("User name").FillAsync("wilma");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^auditor") }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add user" }).ClickAsync();
        var password = await page.Locator(".secret code").TextContentAsync();

        await using var wilma = await browser.OpenAsStrangerAsync("/login", phone: true);
        await wilma.Page.GetByLabel("User name").FillAsync("wilma");
        await wilma.Page.GetByLabel("Password").FillAsync(password!);
        await wilma.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await wilma.Page.GetByLabel("Old password").FillAsync(password!);
        await wilma.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("only wilma knows");
        await wilma.Page.GetByLabel("New password again").FillAsync("only wilma knows");
        await wilma.Page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(wilma.Page).ToHaveURLAsync(new Regex("/voicemails$"));
        await wilma.Page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Expect(wilma.Page.Locator("tbody tr").First).ToContainTextAsync("Changed password");
        Assert.Empty(wilma.Problems);
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task AuditLog_OfAnotherYear_SaysWhich()
    {
        browser.Host.Trail.Append(new AuditEntry(new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero), "yvonne", "10.0.0.7", "hold", null, "a thing", null), isDurable: false);
        await using var session = await browser.OpenAsync("/audit?who=yvonne");
        await Expect(session.Page.Locator("#entries time")).ToHaveTextAsync(new Regex("2024"));
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task AddUser_ADoubleClick_ShowsThePassword()
    {
        await using var session = await browser.OpenAsync("/add-user");
        await session.Page.GetByLabel("User name").FillAsync("dora");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Add user" }).DblClickAsync();
        await Expect(session.Page.Locator(".secret code")).ToBeVisibleAsync();
        Assert.Empty(session.Problems);
    }

    [BrowserFact]
    public async Task AuditLog_FiltersWhileTyping()
    {
        await using var session = await browser.OpenAsync("/audit");
        await session.Page.GetByLabel("Person").PressSequentiallyAsync("nobody-of-that-name");
        await Expect(session.Page.Locator("#entries h2")).ToHaveTextAsync("Nothing matches");
        await Expect(session.Page).ToHaveURLAsync(new Regex("who=nobody-of-that-name"));
        // What is exported and checked is what is shown.
        await Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }))
            .ToHaveAttributeAsync("href", "audit.csv?who=nobody-of-that-name");
        await Expect(session.Page.GetByRole(AriaRole.Link, new() { Name = "Check now" }))
            .ToHaveAttributeAsync("href", "audit?who=nobody-of-that-name&check=now");
        Assert.Empty(session.Problems);
    }
}
