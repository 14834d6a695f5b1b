using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>Claims among one number of waiting grains.</summary>
internal sealed class ClaimsRun : IAsyncDisposable
{
    private const int GrainsPerCommit = 1000;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly RedisProcess redis;
    private readonly ServiceProvider provider;
    private readonly IGrainStore store;
    private readonly Random random = new(1);
    private readonly List<double> ten = [];
    private readonly List<double> one = [];
    private readonly List<double> nothing = [];

    private ClaimsRun(RedisProcess redis, int waiting)
    {
        this.redis = redis;
        Waiting = waiting;
        provider = BenchStore.Create(redis);
        store = provider.GetRequiredService<IGrainStore>();
    }

    /// <summary>Grains that wait.</summary>
    public int Waiting { get; }

    /// <summary>A claim that gets ten grains, milliseconds.</summary>
    public double Ten => Figures.Median(ten);

    /// <summary>A claim that gets one.</summary>
    public double One => Figures.Median(one);

    /// <summary>A claim that gets none.</summary>
    public double Nothing => Figures.Median(nothing);

    /// <summary>Memory of the server.</summary>
    public long RedisBytes => redis.ResidentBytes;

    /// <summary>
    /// Fills a server, which belongs to the run then: due over the month to come, as retention spreads them.
    /// </summary>
    public static async Task<ClaimsRun> StartAsync(RedisProcess redis, int waiting)
    {
        var run = new ClaimsRun(redis, waiting);
        foreach (var numbers in Enumerable.Range(0, waiting).Chunk(GrainsPerCommit))
        {
            var puts = numbers.Select(number =>
                new GrainWrite.Put(BusyGrain.Id(number), 0, "{}"u8.ToArray(), run.SomeDay()));
            await run.store.CommitAsync(new GrainCommit([.. puts]), CancellationToken.None);
        }

        return run;
    }

    /// <summary>One claim of each kind.</summary>
    public async Task MeasureAsync()
    {
        await ClaimAsync(10, ten);
        await ClaimAsync(1, one);
        await ClaimAsync(0, nothing);
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await redis.DisposeAsync();
    }

    /// <summary>Wakes so many, claims them, and lets them wait again.</summary>
    private async Task ClaimAsync(int count, List<double> times)
    {
        var ids = new HashSet<GrainId>();
        while (ids.Count < count) ids.Add(BusyGrain.Id(random.Next(Waiting)));
        var now = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var wakes = ids.Select(id => new GrainWrite.Wake(id, now));
        if (count > 0) await store.CommitAsync(new GrainCommit([.. wakes]), CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        var request = new ClaimRequest("bench", Lease, 10, [new KindShare(BusyGrain.Name, 10)]);
        var (claims, _) = await store.ClaimDueAsync(request, CancellationToken.None);
        times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (claims.Count != count)
            throw new InvalidOperationException($"{claims.Count} grains were claimed where {count} were due.");
        foreach (var claim in claims) await store.ReleaseAsync(claim.Lease, SomeDay(), CancellationToken.None);
    }

    private DateTimeOffset SomeDay() => TimeProvider.System.GetUtcNow().AddDays(1 + 30 * random.NextDouble());
}
