using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// The measurements of <c>turns</c> against one Redis. A turn is claimed by the production scheduler and committed; a
/// call comes from outside, as the gateway's intake and the helpdesk's "resend" do: read, commit, no claim.
/// </summary>
internal sealed class TurnsRun(RedisProcess redis, TimeSpan window)
{
    // The first calls connect, and run on code that is still being compiled.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private static int lastGrain;

    /// <summary>Turns of so many grains that are always due.</summary>
    public async Task<TurnsResult> TurnsAsync(int inFlight)
    {
        // No kind may have more than three quarters of a silo's slots.
        var options = new SiloOptions { Concurrency = Math.Max(4, inFlight * 4 / 3 + 1) };
        await using var provider = BenchStore.Create(redis, services => services
            .AddSingleton<BusyGrain>()
            .AddSingleton<IGrain>(services => services.GetRequiredService<BusyGrain>())
            .AddGrainHost(options));
        var store = provider.GetRequiredService<IGrainStore>();
        var grains = Enumerable.Range(0, inFlight).Select(_ => NextId()).ToList();
        foreach (var id in grains) await PutAsync(store, id, 0, TimeSpan.Zero);
        var host = provider.GetRequiredService<GrainHost>();
        await host.StartAsync(CancellationToken.None);
        var busy = provider.GetRequiredService<BusyGrain>();
        var result = await MeasureAsync(() => busy.Turns);
        await host.StopAsync(CancellationToken.None);
        foreach (var id in grains)
        {
            var record = await store.ReadAsync(id, CancellationToken.None);
            await store.CommitAsync(
                new GrainCommit([new GrainWrite.Delete(id, record!.Version)]), CancellationToken.None);
        }

        return result;
    }

    /// <summary>Calls by so many callers, each to a grain of its own, or to a new one each time.</summary>
    public async Task<TurnsResult> CallsAsync(int inFlight, bool isNew)
    {
        await using var provider = BenchStore.Create(redis);
        var store = provider.GetRequiredService<IGrainStore>();
        using var end = new CancellationTokenSource();
        var calls = 0L;
        var callers = Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            var id = NextId();
            while (!end.IsCancellationRequested)
            {
                var record = await store.ReadAsync(id, CancellationToken.None);
                await PutAsync(store, id, record?.Version ?? 0, TimeSpan.FromDays(30));
                Interlocked.Increment(ref calls);
                if (isNew) id = NextId();
            }
        })).ToList();
        var result = await MeasureAsync(() => Interlocked.Read(ref calls));
        await end.CancelAsync();
        await Task.WhenAll(callers);
        return result;
    }

    private static async Task PutAsync(IGrainStore store, GrainId id, long version, TimeSpan later)
    {
        var put = new GrainWrite.Put(id, version, BusyGrain.State, TimeProvider.System.GetUtcNow() + later);
        var result = await store.CommitAsync(new GrainCommit([put]), CancellationToken.None);
        if (!result.Written) throw new InvalidOperationException($"{id} was changed by somebody else.");
    }

    private static GrainId NextId() => BusyGrain.Id(Interlocked.Increment(ref lastGrain));

    private async Task<TurnsResult> MeasureAsync(Func<long> done)
    {
        await Task.Delay(WarmUp, TimeProvider.System);
        var (started, before) = (Stopwatch.GetTimestamp(), done());
        var (ours, theirs) = (Environment.CpuUsage.TotalTime, redis.CpuTime);
        await Task.Delay(window, TimeProvider.System);
        var count = done() - before;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        (ours, theirs) = (Environment.CpuUsage.TotalTime - ours, redis.CpuTime - theirs);
        return new TurnsResult(
            count / seconds, ours.TotalMicroseconds / count, theirs.TotalMicroseconds / count);
    }
}

/// <summary>What came of it.</summary>
/// <param name="PerSecond">Turns or calls.</param>
/// <param name="Cpu">Microseconds of CPU each, of the benchmark's process.</param>
/// <param name="RedisCpu">Microseconds of CPU each, of Redis.</param>
internal sealed record TurnsResult(double PerSecond, double Cpu, double RedisCpu);
