using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>An OpenAI-compatible transcription server on a real socket: checks the form and the WAV file, then answers as told.</summary>
public sealed class FakeOpenAiSpeech : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeOpenAiSpeech()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapPost("/v1/audio/transcriptions", AnswerAsync);
    }

    /// <summary>Status and body of the answer.</summary>
    public (int Status, string Body) Answer { get; set; } = (200, "{\"text\":\"hello\"}");

    /// <summary>Awaited before each answer: may take its time, add fields, or hang until the caller goes away.</summary>
    public Func<HttpContext, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Fields of the last form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; private set; } = new Dictionary<string, string>();

    /// <summary>The last file.</summary>
    public AudioDecodeResult.Decoded? Audio { get; private set; }

    /// <summary>The last Authorization field.</summary>
    public string Authorization { get; private set; } = "";

    public int Requests { get; private set; }

    public Uri Address { get; private set; } = null!;

    public static async Task<FakeOpenAiSpeech> StartAsync()
    {
        var server = new FakeOpenAiSpeech();
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Urls.Single());
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Requests++;
        Authorization = context.Request.Headers.Authorization.ToString();
        var form = await context.Request.ReadFormAsync();
        Fields = form.ToDictionary(field => field.Key, field => field.Value.ToString());
        using var file = new MemoryStream();
        await form.Files["file"]!.CopyToAsync(file);
        Audio = AudioDecoder.Decode(file.ToArray()) as AudioDecodeResult.Decoded;
        context.Response.StatusCode = Audio is null ? 400 : Answer.Status;
        context.Response.ContentType = "application/json";
        await BeforeAnswer(context);
        await context.Response.WriteAsync(Audio is null ? "{\"error\":{\"message\":\"not a WAV file\"}}" : Answer.Body);
    }
}
