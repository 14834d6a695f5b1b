using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A token endpoint for the client credentials grant (RFC 6749 section 4.4).</summary>
internal sealed class FakeTokenService : IAsyncDisposable
{
    public const string Secret = "a-very-secret-secret";

    private readonly WebApplication app;

    private FakeTokenService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public Uri Url => new(app.Urls.Single() + "/token");

    /// <summary>Tokens given out, the latest being <c>token-N</c>.</summary>
    public int Given { get; private set; }

    /// <summary>Answers this status instead.</summary>
    public int? Fault { get; set; }

    public static async Task<FakeTokenService> StartAsync()
    {
        var service = new FakeTokenService();
        await service.app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var isRight = form["grant_type"] == "client_credentials" && form["client_id"] == "voicemail" && form["client_secret"] == Secret && form["scope"] == "smtp";
        context.Response.StatusCode = Fault ?? (isRight ? 200 : 401);
        await context.Response.WriteAsync(context.Response.StatusCode == 200
            ? $$"""{"token_type":"Bearer","expires_in":3600,"access_token":"token-{{++Given}}"}"""
            : """{"error":"invalid_client"}""");
    }
}
