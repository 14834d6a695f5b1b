using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// A speech server that speaks as OpenAI's does and takes its time: it reads the recording, waits, and answers with a
/// transcript of a hundred words with their times, whatever was said.
/// </summary>
internal sealed class SlowSpeech : IAsyncDisposable
{
    private const string Sentence =
        "Good morning this is a message for the sales department and I would like to place an order for next week";

    // A tenth to either side: answers that all come at once would make every silo work in waves, which no engine does.
    private const double Spread = 0.1;

    private readonly WebApplication app;
    private readonly TimeSpan latency;
    private readonly Random random = new(1);
    private readonly byte[] answer = Answer();
    private int requests;

    private SlowSpeech(TimeSpan latency)
    {
        this.latency = latency;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.MapPost("/v1/audio/transcriptions", AnswerAsync);
    }

    /// <summary>Recordings that came so far.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>The settings of a service that has its recordings transcribed here.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", $"{app.Urls.Single()}/v1"),
    ];

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    /// <param name="latency">From the request's end to the answer, a tenth more or less.</param>
    public static async Task<SlowSpeech> StartAsync(TimeSpan latency)
    {
        var server = new SlowSpeech(latency);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        double chance;
        lock (random) chance = random.NextDouble();
        await Task.Delay(latency * (1 + Spread * (2 * chance - 1)), TimeProvider.System, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static byte[] Answer()
    {
        var words = Enumerable.Repeat(Sentence.Split(' '), 5).SelectMany(sentence => sentence).ToArray();
        var timed = words.Select((word, i) => new { word, start = 0.09 * i, end = 0.09 * i + 0.08 });
        return JsonSerializer.SerializeToUtf8Bytes(new { text = string.Join(' ', words), words = timed });
    }
}
