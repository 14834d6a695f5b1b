using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>Two silos with the production grains on one store; one of them stands still for longer than its lease.</summary>
public sealed class OvertakenSiloTests : IDisposable
{
    private const string Anna = "anna@example.com";

    private readonly ManualTimeProvider clock = new();
    private readonly InMemoryGrainStore store;
    private readonly FakeSpool spool = new();
    private readonly FakeComposer composer = new();
    private readonly VoicemailPolicy policy = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CorrelationId id;
    private readonly List<GrainHost> hosts = [];

    public OvertakenSiloTests()
    {
        store = new InMemoryGrainStore(clock);
        id = CorrelationId.Create(clock.GetUtcNow(), new byte[CorrelationId.EntropyLength]);
    }

    public void Dispose()
    {
        foreach (var host in hosts) host.Dispose();
        services.Dispose();
    }

    [Fact]
    public void Paused_BeforeItsDot_IsRefusedItAndItsSuccessorDeliversOnce() => Run(async () =>
    {
        MortalStore first = new(store), second = new(store);
        FakeSmarthost ofFirst = new(), ofSecond = new();
        TaskCompletionSource paused = new(), taken = new();
        TaskCompletionSource? woken = null;
        ofFirst.BeforeDot = async () =>
        {
            woken = first.Pause();
            paused.SetResult();
            await woken.Task;
        };
        await ReceiveAsync();
        await StartAsync("first", first, ofFirst);
        await paused.Task;
        ofSecond.AfterDot = () =>
        {
            taken.SetResult();
            return ValueTask.CompletedTask;
        };
        await StartAsync("second", second, ofSecond);
        await taken.Task;
        woken!.SetResult();
        await Task.Delay(TimeSpan.FromHours(1), clock);
        Assert.Empty(ofFirst.Taken);
        Assert.Single(ofSecond.Taken);
        Assert.Equal(CloseReason.Delivered, (await ReadAsync()).ClosedAs);
    });

    [Fact]
    public void Paused_WithItsDotOnTheWire_LeavesADoubtAndIsNotRepeatedBlindly() => Run(async () =>
    {
        MortalStore first = new(store), second = new(store);
        FakeSmarthost ofFirst = new(), ofSecond = new();
        var paused = new TaskCompletionSource();
        TaskCompletionSource? woken = null;
        ofFirst.AfterDot = async () =>
        {
            woken = first.Pause();
            paused.SetResult();
            await woken.Task;
        };
        await ReceiveAsync();
        await StartAsync("first", first, ofFirst);
        await paused.Task;
        await StartAsync("second", second, ofSecond);

        // Beyond the lease and the patience with a dot on the wire, before an uncertain delivery is tried again.
        await Task.Delay(policy.InFlightPatience + TimeSpan.FromMinutes(1), clock);
        var doubtful = await ReadAsync();
        Assert.Equal((DeliveryState.Uncertain, 1), (doubtful.Deliveries[0].State, doubtful.Deliveries[0].UncertainAttempts));
        Assert.Empty(ofSecond.Requests);

        // The sleeper wakes up with the reply in its hand: delivered counts whenever it comes, and nobody sends again.
        woken!.SetResult();
        await Task.Delay(TimeSpan.FromHours(1), clock);
        Assert.Equal(CloseReason.Delivered, (await ReadAsync()).ClosedAs);
        Assert.Single(ofFirst.Taken);
        Assert.Empty(ofSecond.Requests);
    });

    private async Task ReceiveAsync()
    {
        spool.Put(id, FakeComposer.Message(id, "<m@pbx>", MessageKind.NoRecording, 0));
        var envelope = new Envelope("pbx@example.com", [new EnvelopeRecipient(Anna)]);
        var state = VoicemailState.Received(id, clock.GetUtcNow(), envelope, 100);
        var put = new GrainWrite.Put(GrainId.Voicemail(id), 0, GrainJson.Write(state), clock.GetUtcNow());
        await store.CommitAsync(new GrainCommit([put]), default);
    }

    private async Task<VoicemailState> ReadAsync() =>
        GrainJson.ReadVoicemail((await store.ReadAsync(GrainId.Voicemail(id), default))!.State);

    private async Task StartAsync(string name, MortalStore own, FakeSmarthost smarthost)
    {
        IGrain[] grains =
        [
            new VoicemailGrain(own, spool, smarthost, composer, new FixedRules<VoicemailPolicies>(new(policy)), clock, NullLogger<VoicemailGrain>.Instance),
            new IntakeGrain(own, clock),
        ];
        var host = new GrainHost(
            own, grains, new SiloOptions { Name = name }, clock, new Random(1),
            services.GetRequiredService<IMeterFactory>(), NullLogger<GrainHost>.Instance);
        hosts.Add(host);
        await host.StartAsync(default);
    }

    private void Run(Func<Task> body) => VirtualTime.Run(clock, async () =>
    {
        await body();
        foreach (var host in hosts) await host.StopAsync(new CancellationToken(true));
    });
}
