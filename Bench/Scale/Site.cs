using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Bench.Load;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Commands;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// A company on one machine: a redis-server, one gateway and any number of silos, each a process of the real executable
/// on one storage folder; outside of them a speech server and a smarthost as slow as they are in life.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>What the speech server takes for one recording.</summary>
    public static readonly TimeSpan SpeechLatency = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan SmarthostLatency = TimeSpan.FromMilliseconds(200);

    private const int Senders = 16;

    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-bench-").FullName;
    private readonly byte[] recording = SampleMail.Recording("m1-sales-order.wav");
    private readonly List<VoicemailProcess> silos = [];
    private readonly ServiceProvider store;
    private VoicemailProcess? gateway;

    private Site(RedisProcess redis, SlowSpeech speech)
    {
        (Redis, Speech) = (redis, speech);
        store = BenchStore.Create(redis);
    }

    public RedisProcess Redis { get; }

    public SlowSpeech Speech { get; }

    public NullSmarthost Smarthost { get; } = new(SmarthostLatency);

    /// <summary>Voicemails accepted so far.</summary>
    public int Accepted { get; private set; }

    public IReadOnlyList<VoicemailProcess> Silos => silos;

    /// <summary>CPU time that the silos have used.</summary>
    public TimeSpan SiloCpuTime => TimeSpan.FromTicks(silos.Sum(silo => silo.CpuTime.Ticks));

    /// <summary>Starts all but the silos.</summary>
    /// <param name="fsync">When Redis flushes: <c>always</c> or <c>everysec</c>.</param>
    public static async Task<Site> StartAsync(string fsync)
    {
        var site = new Site(await RedisProcess.StartAsync(fsync), await SlowSpeech.StartAsync(SpeechLatency));
        try
        {
            site.gateway = await site.StartAsync("gateway", []);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts silos; returns when all of them are ready.</summary>
    /// <param name="count">How many.</param>
    /// <param name="slots">Turns that each of them takes at once; by default as many as the service does.</param>
    public async Task StartSilosAsync(int count, int? slots = null)
    {
        List<(string, string)> settings = [.. Speech.Settings];
        if (slots is { } number) settings.Add(("SILO_CONCURRENCY", $"{number}"));
        silos.AddRange(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync("silo", settings))));
    }

    /// <summary>Has so many voicemails more accepted; returns when each has its grain.</summary>
    public async Task AcceptAsync(int voicemails)
    {
        var plan = new LoadPlan("127.0.0.1", gateway!.SmtpPort, Senders, voicemails, recording, Reuse: true);
        var result = await LoadGenerator.RunAsync(plan);
        if (result.Refused > 0) throw new InvalidOperationException($"The gateway refused {result.Refused} mails.");
        Accepted += result.Accepted;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await CountAsync() < Accepted) await timer.WaitForNextTickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos) await silo.DisposeAsync();
        if (gateway is not null) await gateway.DisposeAsync();
        await store.DisposeAsync();
        await Smarthost.DisposeAsync();
        await Speech.DisposeAsync();
        await Redis.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Task<VoicemailProcess> StartAsync(string role, IReadOnlyList<(string Name, string Value)> settings) =>
        VoicemailProcess.StartAsync(
            folder, [("ROLES", role), ("REDIS_URL", Redis.Url), .. Smarthost.Settings, .. settings]);

    /// <summary>Voicemails that have a grain; 0 when Redis cannot say just now, as happens on a full machine.</summary>
    private async Task<long> CountAsync()
    {
        try
        {
            var counts = await store.GetRequiredService<IGrainStore>().CountAsync(CancellationToken.None);
            return counts.FirstOrDefault(count => count.Kind == GrainKinds.Voicemail)?.Total ?? 0;
        }
        catch (GrainStoreUnavailableException)
        {
            return 0;
        }
    }
}
