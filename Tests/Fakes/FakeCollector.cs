using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A collector of OTLP over HTTP on a real socket, which keeps what it gets.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string Key, string Body)> pushes = [];

    private FakeCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapPost("/v1/{signal}", TakeAsync);
    }

    public string Address { get; private set; } = "";

    /// <summary>The values of the header field <c>api-key</c>, and none when nothing came.</summary>
    public IEnumerable<string> Keys => pushes.Select(push => push.Key).Distinct();

    public static async Task<FakeCollector> StartAsync()
    {
        var collector = new FakeCollector();
        await collector.app.StartAsync();
        collector.Address = collector.app.Urls.Single();
        return collector;
    }

    /// <summary>All octets of a signal, as Latin-1, so that texts and identifiers can be looked for.</summary>
    public string Octets(string signal) =>
        string.Concat(pushes.Where(push => push.Path == "/v1/" + signal).Select(push => push.Body));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        pushes.Enqueue((context.Request.Path, context.Request.Headers["api-key"].ToString(), Encoding.Latin1.GetString(body.ToArray())));
    }
}
