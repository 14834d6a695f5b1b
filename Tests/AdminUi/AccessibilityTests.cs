using System.Text.Json;
using Microsoft.Playwright;
using VoicemailOrleans.Core.Voicemail;
using static Microsoft.Playwright.Assertions;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>axe-core's rules for WCAG 2.2 A and AA over the pages, on a desktop and on a phone, light and
/// dark.</summary>
[Collection(nameof(Browser))]
public sealed class AccessibilityTests(Browser browser)
{
    private const string Tags = "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'";

    private const string Run = "axe.run(document, { runOnly: [" + Tags + """
        ], iframes: false })
          .then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`))
        """;

    private static readonly Lazy<string> Axe =
        new(() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "Axe", "axe.min.js")));

    [BrowserTheory]
    [InlineData(false, false), InlineData(true, true)]
    public async Task Pages_HaveNoFindings(bool phone, bool dark)
    {
        var ids = browser.Host.Ids;
        await using var session = await browser.OpenAsync("/voicemails", phone: phone, dark: dark);
        foreach (var path in new[]
        {
            "/voicemails?q=delivery", "/voicemails?sort=caller&status=delivered", "/voicemails/saved?q=x", "/voicemails?q=zzz", $"/voicemails/{ids[5]}", $"/voicemails/{ids[8]}",
            $"/voicemails/{ids[0]}", $"/voicemails/{ids[5]}/resend", $"/voicemails/{ids[5]}/delete",
            $"/voicemails/{ids[5]}/transcribe", $"/voicemails/bulk?action=hold&id={ids[5]}&id={ids[0]}",
            "/voicemails/bulk?action=hold", "/voicemails/bulk",
            $"/voicemails/{ids[5]}?mail=text",
            $"/voicemails/{ids[5]}?mail=headers&side=received", $"/voicemails/{ids[5]}?mail=parts",
            "/settings/profiles", "/settings/directory", "/settings/profiles/file", "/users", "/users/helpdesk", "/add-user", "/account", "/audit", "/audit?who=nobody",
        })
        {
            await session.Page.GotoAsync(path);
            await CheckAsync(session, path);
        }

        await using var login = await browser.OpenAsStrangerAsync("/login", phone, dark);
        await CheckAsync(login, "/login");
    }

    [BrowserFact]
    public async Task Dialogs_HaveNoFindings()
    {
        await using var session = await browser.OpenAsync("/voicemails");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await CheckAsync(session, "filters");
        await session.Page.Keyboard.PressAsync("Escape");
        await session.Page.Locator("tbody input[name=id]").First.CheckAsync();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await CheckAsync(session, "selection");
        await session.Page.GotoAsync("/voicemails/" + browser.Host.Ids[5]);
        await Expect(session.Page.Locator(".player-ui")).ToBeVisibleAsync();
        await session.Page.GetByRole(AriaRole.Link, new() { Name = "Resend to…" }).ClickAsync();
        await CheckAsync(session, "resend dialog");
        await session.Page.Keyboard.PressAsync("Escape");
        await session.Page.Keyboard.PressAsync("?");
        await Expect(session.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await CheckAsync(session, "shortcuts");
    }

    [BrowserFact]
    public async Task Correction_HasNoFindings()
    {
        var id = browser.Host.Ids[33];
        var made = new VoicemailInput.CorrectionMade(1, 0, "A corrected text.", "eva", "listened", false);
        await browser.Host.Desk.CorrectAsync(id, made, default);
        await using var session = await browser.OpenAsync("/voicemails/" + id);
        await session.Page.Locator("#correct-1 summary").ClickAsync();
        await session.Page.Locator(".original summary").ClickAsync();
        await CheckAsync(session, "correction");
    }

    internal static Task CheckAsync(BrowserSession session, string where) => CheckAsync(session, where, Run);

    /// <summary>The contrast alone, of pages that are no pages of ours.</summary>
    internal static Task CheckContrastAsync(BrowserSession session, string where) =>
        CheckAsync(session, where, Run.Replace(Tags, "'color-contrast'", StringComparison.Ordinal));

    private static async Task CheckAsync(BrowserSession session, string where, string run)
    {
        await session.Page.EvaluateAsync(Axe.Value);
        var found = await session.Page.EvaluateAsync<JsonElement>(run);
        var violations = string.Join('\n', found.EnumerateArray().Select(violation => $"{where}: {violation.GetString()}"));
        Assert.True(violations.Length == 0, violations);
    }
}
