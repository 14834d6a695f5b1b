using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Smarthost;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>A smarthost client on a scripted or real peer, with everything a test looks at.</summary>
internal sealed class Relaying : IAsyncDisposable, ILogger<SmarthostClient>
{
    public const string Password = "correct horse";
    public static readonly byte[] Content = "Subject: test\r\n\r\nHello\r\n"u8.ToArray();

    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public Relaying(SmarthostOptions options, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        Status = new SmarthostStatus(options.ConfigurationPause, time);
        var metrics = new SmarthostMetrics(services.GetRequiredService<IMeterFactory>());
        Client = new SmarthostClient(options, Status, metrics, time, this);
    }

    public static SmarthostOptions To(int port) => new() { Host = "127.0.0.1", Port = port, Tls = TlsPolicy.None, ClientName = "client.test" };

    public SmarthostClient Client { get; }

    public SmarthostStatus Status { get; }

    public ConcurrentQueue<(LogLevel Level, string Text)> Log { get; } = new();

    public bool HasAlarm => Log.Any(line => line.Level == LogLevel.Critical);

    /// <summary>Relays and gives one line per recipient: local part, state, code, enhanced code.</summary>
    public async Task<string> RelayAsync(params string[] recipients) =>
        Describe(await Client.RelayAsync(Request(recipients), Allow, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));

    public static RelayRequest Request(params string[] recipients) => new(
        CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[10]),
        [.. recipients.Select(recipient => new EnvelopeRecipient(recipient + "@example.test"))],
        [Content],
        new Envelope("sender@example.test", []));

    public static ValueTask<bool> Allow(IReadOnlyList<string> accepted, CancellationToken cancellationToken) => new(true);

    public static string Describe(IReadOnlyList<RecipientOutcome> outcomes) => string.Join('\n', outcomes.Select(outcome =>
        $"{outcome.Recipient.Split('@')[0]} {outcome.State} {outcome.Reply.Code} {outcome.Reply.EnhancedCode}".TrimEnd()));

    public async Task<HealthStatus> HealthAsync() =>
        (await new SmarthostHealthCheck(Status).CheckHealthAsync(new HealthCheckContext())).Status;

    /// <summary>No line may hold credentials, plain or in base64, or an address.</summary>
    public void AssertLogIsClean()
    {
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0user\0" + Password));
        Assert.DoesNotContain(Log, line => line.Text.Contains(Password) || line.Text.Contains(secret) || line.Text.Contains('@'));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await services.DisposeAsync();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Enqueue((logLevel, formatter(state, exception)));
}
