using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>A client as the service makes it, and the events a test waits for.</summary>
internal sealed class RedisRig : IAsyncDisposable, ILogger<RedisClient>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestMeters meters = new();
    private readonly SemaphoreSlim connected = new(0);
    private readonly BlockingCollection<string> lines = [];
    private readonly MeterListener listener = new();

    public RedisRig(RedisOptions options, params RespScript[] scripts)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        listener.Start();
        Client = new RedisClient(options, scripts, TimeProvider.System, new Random(1), meters, this);
        Client.Reconnected += () => connected.Release();
    }

    public RedisClient Client { get; }

    /// <summary>Sums of what was measured, by name and tag.</summary>
    public ConcurrentDictionary<string, double> Measured { get; } = [];

    /// <summary>What a URL says, with deadlines that an overloaded machine keeps.</summary>
    public static RedisOptions Patient(string url) => RedisUrl.Parse(url) with { CallTimeout = Patience, ConnectTimeout = Patience };

    public static async Task<RedisRig> ConnectAsync(RedisOptions options, params RespScript[] scripts)
    {
        var rig = new RedisRig(options, scripts);
        try
        {
            await rig.UpAsync();
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    public async Task<RespValue> SendAsync(params RespArg[] command) => await Client.SendAsync(command, CancellationToken.None);

    /// <summary>Waits until there is a connection.</summary>
    public async Task UpAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Client.ConnectAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No connection was made: {Client.Problem}");
        }
    }

    /// <summary>Calls until one could not be sent: the client knows that there is no connection.</summary>
    public async Task DownAsync()
    {
        while (true)
        {
            try
            {
                await SendAsync("PING");
            }
            catch (RedisException error) when (!error.MayHaveExecuted)
            {
                return;
            }
            catch (RedisException)
            {
                // On a connection whose end was not known yet.
            }
        }
    }

    /// <summary>Calls until there is an answer, however often the connection is lost or the deadline missed.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RedisException)
            {
                // Again.
            }
        }
    }

    /// <summary>A connection was made since the last one that was waited for.</summary>
    public async Task ConnectedAsync() => Assert.True(await connected.WaitAsync(Patience), "No connection was made.");

    /// <summary>Waits for a log line.</summary>
    public void Logged(string what)
    {
        while (lines.TryTake(out var line, Patience))
            if (line.Contains(what, StringComparison.Ordinal))
                return;
        throw new TimeoutException($"No log line said {what}.");
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add(formatter(state, exception));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        listener.Dispose();
        meters.Dispose();
        connected.Dispose();
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measured.AddOrUpdate(tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}", value, (_, sum) => sum + value);
}
