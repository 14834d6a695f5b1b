using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// Google Speech-to-Text v1 and its token service on a real socket, as far as their observed behaviour goes: signed JWTs
/// are verified, tokens expire, the limits on sound and configuration hold, silence has no results, and whatever a script
/// says goes wrong.
/// </summary>
public sealed class FakeGoogleSpeech : IAsyncDisposable
{
    private const int PayloadBytesMax = 10_485_760;

    private readonly WebApplication app;
    private readonly Queue<Func<HttpContext, Task>> faults = new();
    private readonly List<JsonObject> requests = [];
    private readonly FakeGoogleTokens tokens;

    private FakeGoogleSpeech(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        app = builder.Build();
        tokens = new FakeGoogleTokens(time);
        app.MapPost("/token", context => tokens.HandleAsync(context));
        app.MapPost("/v1/speech:recognize", RecognizeAsync);
    }

    /// <summary>What is heard in a segment of so many seconds; null: nobody speaks. Default: one sentence.</summary>
    public Func<FakeGoogleRequest, JsonArray?> Hear { get; set; } = FakeGoogleReplies.Sentence;

    /// <summary>The models it offers.</summary>
    public HashSet<string> Models { get; } = ["telephony", "phone_call", "latest_long", "latest_short", "default"];

    /// <summary>Those of them that recognise several languages at a time; null is the default one.</summary>
    public HashSet<string?> ModelsOfManyLanguages { get; } = [null, "telephony", "phone_call", "latest_long", "latest_short", "default"];

    /// <summary>Address for GOOGLE_SPEECH_ENDPOINT.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The token service.</summary>
    public FakeGoogleTokens Tokens => tokens;

    /// <summary>Bodies of all recognize requests, sound included.</summary>
    public IReadOnlyList<JsonObject> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public static async Task<FakeGoogleSpeech> StartAsync(TimeProvider time)
    {
        var server = new FakeGoogleSpeech(time);
        await server.app.StartAsync();
        server.Endpoint = new Uri(server.app.Urls.Single());
        server.tokens.Uri = new Uri(server.Endpoint, "/token").ToString();
        return server;
    }

    /// <summary>Answers the next recognize request (or several) with a fault.</summary>
    public void Fail(Func<HttpContext, Task> fault, int times = 1)
    {
        lock (faults)
            for (var i = 0; i < times; i++) faults.Enqueue(fault);
    }

    /// <summary>Answers the next recognize request with an error in Google's form.</summary>
    public void Fail(int status, string symbol, string message, string? retryAfter = null, int times = 1) => Fail(
        context =>
        {
            if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
            return FakeGoogleReplies.ErrorAsync(context, status, symbol, message);
        },
        times);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task RecognizeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Func<HttpContext, Task>? fault = null;
        lock (faults) faults.TryDequeue(out fault);
        JsonObject? json = null;
        try
        {
            json = (JsonObject?)JsonNode.Parse(body.ToArray());
            lock (requests) requests.Add(json!);
        }
        catch (System.Text.Json.JsonException)
        {
            fault ??= _ => FakeGoogleReplies.ErrorAsync(context, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.");
        }

        if (fault is not null) await fault(context);
        else if (!tokens.Accepts(context.Request.Headers.Authorization)) await FakeGoogleReplies.ErrorAsync(context, 401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        else if (body.Length > PayloadBytesMax) await FakeGoogleReplies.ErrorAsync(context, 400, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 10485760 bytes.");
        else await RecognizeAsync(context, FakeGoogleRequest.Read(json!));
    }

    private Task RecognizeAsync(HttpContext context, FakeGoogleRequest request)
    {
        if (request.Problem is { } problem) return FakeGoogleReplies.ErrorAsync(context, 400, "INVALID_ARGUMENT", problem);
        if (request.Model is { } model && !Models.Contains(model))
            return FakeGoogleReplies.ErrorAsync(context, 400, "INVALID_ARGUMENT", "Invalid recognition 'config': The requested model is currently not supported for language : en-US.");
        if (request.Languages.Count > 1 && !ModelsOfManyLanguages.Contains(request.Model))
            return FakeGoogleReplies.ErrorAsync(context, 400, "INVALID_ARGUMENT", "Invalid recognition 'config': alternative_language_codes is not supported for this model.");
        return FakeGoogleReplies.ResultsAsync(context, request, request.IsSilent ? null : Hear(request));
    }

    /// <summary>Cuts the connection without an answer.</summary>
    public static Task Cut(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        return Task.CompletedTask;
    }

    /// <summary>Answers with raw text.</summary>
    public static Func<HttpContext, Task> Raw(int status, string text, string type = "text/html") => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text);
    };

    /// <summary>Answers with a gigabyte, as far as anybody reads it.</summary>
    public static async Task Gigabyte(HttpContext context)
    {
        var block = new byte[1 << 20];
        for (var i = 0; i < 1024 && !context.RequestAborted.IsCancellationRequested; i++)
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
    }

    /// <summary>Answers only when the client has gone.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
