using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains.Stores;

public abstract partial class GrainStoreConformance
{
    /// <summary>Random operations, each compared with a model of a few lines; the seed is in the test's name.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task RandomOperations_AgreeWithTheModel(int seed)
    {
        var random = new Random(seed);
        Dictionary<string, Model> model = [];
        List<GrainLease> leases = [];
        for (var step = 0; step < 150; step++)
        {
            switch (random.Next(10))
            {
                case < 5:
                    await CommitRandomlyAsync(random, model);
                    break;
                case 5 or 6:
                    await ClaimRandomlyAsync(random, model, leases);
                    break;
                case 7 when leases.Count > 0:
                    await ReleaseRandomlyAsync(random, model, leases);
                    break;
                case 8 when leases.Count > 0:
                    var lease = leases[random.Next(leases.Count)];
                    var held = model.Values.FirstOrDefault(grain => grain.Token == lease.Token);
                    Assert.Equal(held is not null, await Store.ExtendAsync(lease, 5 * Unit, None));
                    if (held is not null) held.Until = Now + 5 * Unit;
                    break;
                default:
                    await PassAsync(random.Next(3) * Unit);
                    break;
            }

            await CompareAsync(model);
        }
    }

    private static string RandomKey(Random random) => $"k{random.Next(5)}";

    private async Task CommitRandomlyAsync(Random random, Dictionary<string, Model> model)
    {
        List<GrainWrite> writes = [];
        var conflict = false;
        foreach (var key in Enumerable.Range(0, 1 + random.Next(3)).Select(_ => RandomKey(random)).Distinct())
        {
            var version = model.GetValueOrDefault(key)?.Version ?? 0;
            if (random.Next(6) == 0) version += random.Next(1, 3);
            var due = Now + random.Next(-2, 6) * Unit;
            GrainWrite write = random.Next(5) switch
            {
                0 => Wake(key, due),
                1 when version > 0 => Delete(key, version),
                _ => Put(key, version, due, $"{random.Next()}"),
            };
            conflict |= write is not GrainWrite.Wake && version != (model.GetValueOrDefault(key)?.Version ?? 0);
            writes.Add(write);
        }

        Assert.Equal(conflict, !(await CommitAsync([.. writes])).Written);
        if (conflict) return;
        foreach (var write in writes) Apply(model, write);
    }

    private static void Apply(Dictionary<string, Model> model, GrainWrite write)
    {
        var grain = model.GetValueOrDefault(write.Id.Key);
        switch (write)
        {
            case GrainWrite.Put put:
                grain ??= model[put.Id.Key] = new Model();
                grain.Version++;
                grain.Due = put.DueAt;
                grain.State = put.State;
                break;
            case GrainWrite.Wake wake when grain is not null:
                grain.Version++;
                if (wake.DueAt < grain.Due) grain.Due = wake.DueAt;
                break;
            case GrainWrite.Delete:
                model.Remove(write.Id.Key);
                break;
        }
    }

    private async Task ClaimRandomlyAsync(Random random, Dictionary<string, Model> model, List<GrainLease> leases)
    {
        var max = random.Next(1, 4);
        var ready = model.Values.Where(grain => grain.Due <= Now && grain.Until <= Now);
        var due = ready.Select(grain => grain.Due).Order().Take(max).ToList();
        var claims = await ClaimAsync(max, units: random.Next(1, 5));
        Assert.Equal(due, claims.Select(claim => claim.Record.DueAt));
        foreach (var claim in claims)
        {
            var grain = model[claim.Record.Id.Key];
            Assert.True(grain.Until <= Now, "a leased grain was claimed");
            (grain.Token, grain.Until, grain.Claimed) = (claim.Lease.Token, claim.Lease.Until, grain.Version);
            leases.Add(claim.Lease);
        }
    }

    private async Task ReleaseRandomlyAsync(Random random, Dictionary<string, Model> model, List<GrainLease> leases)
    {
        var lease = leases[random.Next(leases.Count)];
        DateTimeOffset? due = random.Next(2) == 0 ? null : Now + random.Next(4) * Unit;
        await Store.ReleaseAsync(lease, due, None);
        if (model.Values.FirstOrDefault(grain => grain.Token == lease.Token) is not { } held) return;
        if (due is { } at && held.Claimed == held.Version) held.Due = at;
        (held.Token, held.Until) = (null, DateTimeOffset.MinValue);
    }

    private async Task CompareAsync(Dictionary<string, Model> model)
    {
        for (var i = 0; i < 5; i++)
        {
            var record = await ReadAsync($"k{i}");
            var expected = model.GetValueOrDefault($"k{i}");
            Assert.Equal((expected?.Version, expected?.Due), (record?.Version, record?.DueAt));
            Assert.True(record is null || record.State.Span.SequenceEqual(expected!.State.Span));
        }

        var ready = model.Values.Select(grain => grain.Until > grain.Due ? grain.Until : grain.Due);
        DateTimeOffset? next = model.Count == 0 ? null : ready.Min();
        // Past is past: a store need not remember how long ago it could have been claimed.
        Assert.Equal(next < Now ? Now : next, await NextDueAsync() is var told && told < Now ? Now : told);
        Assert.Equal(model.Count, (await FeedAsync(0)).Count(change => !change.Deleted));
        Assert.Equal(model.Count, (await Store.CountAsync(None)).Sum(count => count.Total));
    }

    private sealed class Model
    {
        public long Version { get; set; }

        public DateTimeOffset Due { get; set; }

        public ReadOnlyMemory<byte> State { get; set; }

        public string? Token { get; set; }

        public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;

        public long Claimed { get; set; }
    }
}
