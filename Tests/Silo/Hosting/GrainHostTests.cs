using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed partial class GrainHostTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTimeProvider clock = new();
    private readonly WrongClock storeClock;
    private readonly InterposedGrainStore store;
    private readonly SiloOptions options = new() { Name = "test" };
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<GrainHost> hosts = [];

    public GrainHostTests()
    {
        storeClock = new WrongClock(clock);
        store = new InterposedGrainStore(new InMemoryGrainStore(storeClock));
    }

    public void Dispose()
    {
        foreach (var host in hosts) host.Dispose();
        services.Dispose();
    }

    [Fact]
    public void Turn_DueGrain_IsTakenAtOnce() => Run(async () =>
    {
        var grain = Finishing();
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.EndedAsync();
    });

    [Fact]
    public void Turn_DueLater_IsTakenWhenDue() => Run(async () =>
    {
        var grain = Finishing();
        await StartAsync(grain);
        var due = clock.GetUtcNow() + TimeSpan.FromMilliseconds(7_300);
        await PutAsync("a", due);

        await grain.EndedAsync();
        Assert.Equal(due, ClaimedAt(Assert.Single(grain.Turns)));
    });

    [Fact]
    public void Turn_Throws_IsTakenAgainAfterDoublingDelays() => Run(async () =>
    {
        var grain = new ScriptedGrain(GrainKinds.Voicemail, (_, _) => throw new InvalidOperationException("planted"));
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());

        await grain.EndedAsync(12);
        var times = grain.Turns.Take(12).Select(ClaimedAt).ToList();
        for (var i = 1; i < 12; i++)
        {
            var expected = Math.Min(Math.Pow(2, i - 1), 300);
            Assert.InRange((times[i] - times[i - 1]).TotalSeconds, expected * 0.8, expected + 0.1);
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Turn_ThrowsWhileTheStoresClockIsAnother_WaitsByTheStoresClock(int hours) => Run(async () =>
    {
        storeClock.Error = TimeSpan.FromHours(hours);
        var grain = new ScriptedGrain(GrainKinds.Voicemail, (_, _) => throw new InvalidOperationException("planted"));
        await StartAsync(grain);
        await PutAsync("a", storeClock.GetUtcNow());

        await grain.EndedAsync(10);
        var times = grain.Turns.Take(10).Select(ClaimedAt).ToList();
        for (var i = 1; i < 10; i++)
        {
            var expected = Math.Min(Math.Pow(2, i - 1), 300);
            Assert.InRange((times[i] - times[i - 1]).TotalSeconds, expected * 0.8, expected + 1.1);
        }
    });

    [Fact]
    public void Turn_EndsWithoutCommit_IsTakenAgainAfterAMoment() => Run(async () =>
    {
        var grain = new ScriptedGrain(GrainKinds.Voicemail, (_, _) => Task.CompletedTask);
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());

        await grain.EndedAsync(3);
        var times = grain.Turns.Take(2).Select(ClaimedAt).ToList();
        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
    });

    [Fact]
    public void Turn_WokenMeanwhile_IsTakenAgainAtOnce() => Run(async () =>
    {
        var attempts = 0;
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            var wake = new GrainWrite.Wake(claim.Record.Id, clock.GetUtcNow());
            if (attempts++ == 0) await store.CommitAsync(new([wake]), token);
            await FinishAsync(claim, token);
        });
        await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.EndedAsync(2);
        Assert.Null(await store.ReadAsync(Id("a"), None));
    });

    [Fact]
    public void Slots_AllTaken_NoMoreTurnsStart() => Run(async () =>
    {
        options.Concurrency = 4;
        ScriptedGrain Slow(string kind) => new(kind, async (claim, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock, token);
            await FinishAsync(claim, token);
        });
        ScriptedGrain relays = Slow(GrainKinds.Voicemail), transcriptions = Slow(GrainKinds.Transcription);
        for (var i = 0; i < 12; i++) await PutAsync($"v{i}", clock.GetUtcNow());
        for (var i = 0; i < 12; i++) await PutAsync($"t{i}", clock.GetUtcNow(), GrainKinds.Transcription);
        await StartAsync(relays, transcriptions);

        await relays.EndedAsync(12);
        await transcriptions.EndedAsync(12);
        Assert.InRange(relays.MostAtOnce, 2, 3);
        Assert.InRange(transcriptions.MostAtOnce, 1, 3);
        var shifts = relays.Turns.Concat(transcriptions.Turns).GroupBy(ClaimedAt).Select(shift => shift.Count());
        Assert.All(shifts, turns => Assert.InRange(turns, 1, 4));
    });

    [Fact]
    public void Transcriptions_WaitingForAnEngine_LeaveRoomForRelays() => Run(async () =>
    {
        options.Concurrency = 8;
        ScriptedGrain transcriptions = Blocking(GrainKinds.Transcription), relays = Finishing();
        for (var i = 0; i < 20; i++) await PutAsync($"t{i}", clock.GetUtcNow(), GrainKinds.Transcription);
        await StartAsync(transcriptions, relays);
        await transcriptions.BegunAsync(6);

        var due = clock.GetUtcNow();
        await PutAsync("a", due);
        await relays.EndedAsync();
        Assert.InRange(ClaimedAt(Assert.Single(relays.Turns)) - due, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Equal(6, transcriptions.MostAtOnce);
    });

    [Fact]
    public void StoreOutage_BacksOffAndRecovers() => Run(async () =>
    {
        var calls = 0;
        var started = clock.GetUtcNow();
        var grain = Finishing();
        store.BeforeClaim = _ =>
        {
            calls++;
            if (clock.GetUtcNow() - started < TimeSpan.FromMinutes(1)) throw new IOException("planted");
            return Task.CompletedTask;
        };
        await PutAsync("a", clock.GetUtcNow());
        await StartAsync(grain);
        await grain.EndedAsync();
        Assert.InRange(calls, 5, 25);
        Assert.InRange(
            ClaimedAt(Assert.Single(grain.Turns)) - started, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(65));
    });

    [Fact]
    public void Stop_LetsTurnsFinish() => Run(async () =>
    {
        var release = new TaskCompletionSource();
        var grain = new ScriptedGrain(GrainKinds.Voicemail, async (claim, token) =>
        {
            await release.Task.WaitAsync(token);
            await FinishAsync(claim, token);
        });
        var host = await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.BegunAsync();

        var stopped = host.StopAsync(None);
        await PutAsync("b", clock.GetUtcNow());
        Assert.False(stopped.IsCompleted);
        release.SetResult();
        await stopped;

        Assert.Null(await store.ReadAsync(Id("a"), None));
        Assert.NotNull(await store.ReadAsync(Id("b"), None));
    });

    [Fact]
    public void Stop_PatienceOver_CancelsTurnsAndHandsThemBack() => Run(async () =>
    {
        var grain = Blocking();
        var host = await StartAsync(grain);
        await PutAsync("a", clock.GetUtcNow());
        await grain.BegunAsync();

        var stopping = clock.GetUtcNow();
        await host.StopAsync(None);

        Assert.InRange(
            clock.GetUtcNow() - stopping, options.ShutdownPatience, options.ShutdownPatience + TimeSpan.FromSeconds(4));
        Assert.Single(await store.ClaimAsync("other", 1, options.Lease));
    });

    [Fact]
    public void Health_LoopComesRound_IsHealthyAndStuckIsNot() => Run(async () =>
    {
        var host = await StartAsync(Finishing());
        await clock.WhenTimersSet();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));

        var hanging = new TaskCompletionSource();
        store.BeforeClaim = async token =>
        {
            hanging.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
        };
        await hanging.Task;
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));
    });

    [Fact]
    public void Metrics_TurnTaken_IsCountedByKindAndOutcome() => Run(async () =>
    {
        var counted = new TaskCompletionSource<string>();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "voicemail.grain.turns")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var text = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            if (value > 0) counted.TrySetResult($"{value} {text}");
        });
        listener.Start();
        await StartAsync(Finishing());
        await PutAsync("a", clock.GetUtcNow());
        Assert.Equal("1 kind=voicemail outcome=done", await counted.Task);
    });

    private static GrainId Id(string key, string kind = GrainKinds.Voicemail) => new(kind, key);

    private static async Task<HealthStatus> HealthAsync(GrainHost host) =>
        (await new GrainHostHealthCheck(host).CheckHealthAsync(new HealthCheckContext(), None)).Status;

    private async Task FinishAsync(ClaimedGrain claim, CancellationToken token)
    {
        var record = claim.Record;
        await store.CommitAsync(new([new GrainWrite.Delete(record.Id, record.Version)]) { Ends = claim.Lease }, token);
    }

    private ScriptedGrain Finishing(string kind = GrainKinds.Voicemail) => new(kind, FinishAsync);

    private ScriptedGrain Blocking(string kind = GrainKinds.Voicemail) =>
        new(kind, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, clock, token));

    private DateTimeOffset ClaimedAt(ClaimedGrain claim) => claim.Lease.Until - options.Lease;

    private async Task PutAsync(string key, DateTimeOffset due, string kind = GrainKinds.Voicemail) =>
        await store.CommitAsync(new([new GrainWrite.Put(Id(key, kind), 0, "{}"u8.ToArray(), due)]), None);

    private Task<GrainHost> StartAsync(params IGrain[] grains) => StartAsync(store, options.Name, grains);

    private async Task<GrainHost> StartAsync(IGrainStore storeOfSilo, string name, params IGrain[] grains)
    {
        var own = new SiloOptions
        {
            Name = name, Concurrency = options.Concurrency, Lease = options.Lease, TurnLimit = options.TurnLimit,
        };
        var host = new GrainHost(
            storeOfSilo, grains, own, clock, new Random(1),
            services.GetRequiredService<IMeterFactory>(), NullLogger<GrainHost>.Instance);
        hosts.Add(host);
        await host.StartAsync(None);
        return host;
    }

    private void Run(Func<Task> body) => VirtualTime.Run(clock, async () =>
    {
        await body();
        foreach (var host in hosts) await host.StopAsync(new CancellationToken(true));
    }, TimeSpan.FromHours(8));
}
