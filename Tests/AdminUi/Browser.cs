using Microsoft.Playwright;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>One host and one system browser for all browser tests; each test has its own profile.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string? signedIn;

    /// <summary>Where a system browser may be; BROWSER_PATH wins. Null: there is none here and the tests are
    /// skipped.</summary>
    public static string? Executable { get; } = new[]
    {
        Environment.GetEnvironmentVariable("BROWSER_PATH"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome", "/usr/bin/microsoft-edge",
    }.FirstOrDefault(File.Exists);

    internal AdminUiHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        Host = await AdminUiHost.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync(playwright);
    }

    /// <summary>Starts the system's browser, quiet and with a fresh profile.</summary>
    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Executable,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
        ],
    });

    /// <summary>Opens a page as the signed-in first user.</summary>
    internal async Task<BrowserSession> OpenAsync(string path, bool script = true, bool phone = false,
        bool dark = false, string? zone = null)
    {
        signedIn ??= await SignInAsync();
        var session = await NewSessionAsync(script, phone, dark, signedIn, zone);
        await session.Page.GotoAsync(path);
        return session;
    }

    /// <summary>Opens a page as somebody who is not signed in.</summary>
    internal async Task<BrowserSession> OpenAsStrangerAsync(string path, bool phone = false, bool dark = false)
    {
        var session = await NewSessionAsync(script: true, phone, dark, state: null);
        await session.Page.GotoAsync(path);
        return session;
    }

    /// <summary>An empty page for content of one's own; it reaches no network.</summary>
    internal async Task<BrowserSession> OpenBlankAsync(int width, bool dark)
    {
        var context = await browser!.NewContextAsync(new()
        {
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new() { Width = width, Height = 700 },
        });
        var session = new BrowserSession(context, await context.NewPageAsync(), Host.Url);
        await context.RouteAsync("**/*", route => route.AbortAsync());
        return session;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (Host is not null) await Host.DisposeAsync();
    }

    private async Task<string> SignInAsync()
    {
        await using var session = await OpenAsStrangerAsync("/login");
        await session.Page.GetByLabel("User name").FillAsync("admin");
        await session.Page.GetByLabel("Password").FillAsync(Host.Password!);
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await session.Page.WaitForURLAsync("**/voicemails");
        return await session.Context.StorageStateAsync();
    }

    private async Task<BrowserSession> NewSessionAsync(
        bool script, bool phone, bool dark, string? state, string? zone = null)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Host.Url, JavaScriptEnabled = script, StorageState = state, ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = zone,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, DeviceScaleFactor = phone ? 2 : 1,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
        });
        context.SetDefaultTimeout(15_000);
        return new BrowserSession(context, await context.NewPageAsync(), Host.Url);
    }
}

[CollectionDefinition(nameof(Browser))]
public sealed class BrowserGroup : ICollectionFixture<Browser>;

/// <summary>A fact that is skipped, with the reason, where no browser is installed.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserTheoryAttribute.Reason;
}

/// <summary>A theory that is skipped, with the reason, where no browser is installed.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    internal static readonly string? Reason =
        Browser.Executable is null ? "No browser found: install chromium or set BROWSER_PATH." : null;

    public BrowserTheoryAttribute() => Skip = Reason;
}
