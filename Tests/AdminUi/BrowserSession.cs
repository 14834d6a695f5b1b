using Microsoft.Playwright;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>
/// A page and everything the browser complained about: script errors, violations of the policy, requests that were to
/// leave the host (they are noted, whether or not they were stopped).
/// </summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    public BrowserSession(IBrowserContext context, IPage page, string url)
    {
        Context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Problems.Add(message.Text);
        };
        page.PageError += (_, error) => Problems.Add(error);
        page.Request += (_, request) =>
        {
            var local = request.Url.StartsWith(url, StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal);
            if (!local) Problems.Add("A request leaves the host: " + request.Url);
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public List<string> Problems { get; } = [];

    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
