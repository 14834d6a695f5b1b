using System.Globalization;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>The shared store: there, set up to keep what it is given, quick, and with a clock like ours.</summary>
internal static class RedisCheck
{
    private const int Probes = 20;

    private static readonly TimeSpan SlowWrite = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan ClocksApart = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Finding>> RunAsync(
        RedisOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var subject = $"Redis {options}";
        await using var services = new ServiceCollection().AddLogging().AddSingleton(time)
            .AddRedisStore(options, $"doctor-{Environment.ProcessId}").BuildServiceProvider();
        var start = services.GetRequiredService<RedisStoreStart>();
        try
        {
            await start.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or RedisSetupException)
        {
            return [Finding.Broken(subject, e.Message, "See docs/redis.md.")];
        }

        if (start.Verdict is not { } verdict)
        {
            var problem = services.GetRequiredService<RedisClient>().Problem ?? "it does not answer";
            return [Finding.Broken(
                subject, problem, "Gateways take mail meanwhile; it is not transcribed and not relayed.")];
        }

        List<Finding> findings = [Finding.Fine(subject, $"version {verdict.Facts.Version}")];
        findings.AddRange(verdict.Warnings.Select(text => Finding.Doubtful(subject, text, "See docs/redis.md.")));
        var store = services.GetRequiredService<RedisGrainStore>();
        try
        {
            findings.Add(await SpeedAsync(subject, store, time, cancellationToken));
        }
        catch (RedisServerException e)
        {
            findings.Add(Finding.Broken(subject, e.Message, "Give its user the rights that docs/redis.md lists."));
        }

        if (verdict.Facts.Time is { } clock) findings.Add(Clock(subject, (time.GetUtcNow() - clock).Duration()));
        return findings;
    }

    private static async Task<Finding> SpeedAsync(
        string subject, RedisGrainStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        List<TimeSpan> took = [];
        for (var i = 0; i < Probes; i++)
        {
            var began = time.GetTimestamp();
            await store.ProbeAsync(cancellationToken);
            took.Add(time.GetElapsedTime(began));
        }

        took.Sort();
        var median = took[Probes / 2];
        var fact = string.Create(
            CultureInfo.InvariantCulture, $"a write takes {median.TotalMilliseconds:0.0} ms, its flush included");
        return median > SlowWrite
            ? Finding.Doubtful(
                subject, fact, "Five of them are in each voicemail's way: look at its disk and the network.")
            : Finding.Fine(subject, fact);
    }

    private static Finding Clock(string subject, TimeSpan apart) => apart > ClocksApart
        ? Finding.Doubtful(subject, $"its clock and ours are {apart.TotalSeconds:0} s apart",
            "What is due counts by its clock, dates of logs by ours: keep both right (NTP).")
        : Finding.Fine(subject, "its clock is like ours");
}
