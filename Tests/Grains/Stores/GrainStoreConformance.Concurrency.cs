using System.Globalization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    [Fact]
    public async Task Counters_IncrementedByManyTasks_LoseNoUpdate()
    {
        const int tasks = 16, increments = 25, counters = 3;
        var conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, tasks).Select(task => Task.Run(async () =>
        {
            var random = new Random(task);
            for (var i = 0; i < increments; i++)
            {
                var key = $"counter{random.Next(counters)}";
                while (!await TryIncrementAsync(key)) Interlocked.Increment(ref conflicts);
            }
        })));

        var total = 0L;
        for (var i = 0; i < counters; i++)
        {
            var record = await ReadAsync($"counter{i}");
            var value = long.Parse(Text(record), CultureInfo.InvariantCulture);
            Assert.Equal(value, record!.Version);
            total += value;
        }

        Assert.Equal(tasks * increments, total);
    }

    [Fact]
    public async Task Transfers_BetweenTwoGrains_AreNeverSeenHalfDone()
    {
        await WriteAsync(Put("a", 0, Later, "500"), Put("b", 0, Later, "500"));
        await Task.WhenAll(Enumerable.Range(1, 8).Select(amount => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                GrainRecord a = (await ReadAsync("a"))!, b = (await ReadAsync("b"))!;
                var result = await CommitAsync(
                    Put("a", a.Version, Later, Add(a, -amount)), Put("b", b.Version, Later, Add(b, amount)));
                if (result.Written) done++;
            }
        })));
        Assert.Equal(1000, int.Parse(Add((await ReadAsync("a"))!, 0), CultureInfo.InvariantCulture)
            + int.Parse(Add((await ReadAsync("b"))!, 0), CultureInfo.InvariantCulture));
    }

    private static string Add(GrainRecord record, int amount) =>
        (int.Parse(Text(record), CultureInfo.InvariantCulture) + amount).ToString(CultureInfo.InvariantCulture);

    private async Task<bool> TryIncrementAsync(string key)
    {
        var record = await ReadAsync(key);
        var next = record is null ? "1" : Add(record, 1);
        return (await CommitAsync(Put(key, record?.Version ?? 0, Later, next))).Written;
    }
}
