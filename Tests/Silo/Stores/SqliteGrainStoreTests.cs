using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Stores;

public sealed partial class SqliteGrainStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider clock = new();
    private readonly TestMeters meters = new();

    private string DatabasePath => folder.File(SqliteGrainStore.FileName);

    public void Dispose()
    {
        meters.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Process_Killed_KeepsEveryAcknowledgedCommitWhole()
    {
        var acknowledged = new long[8];
        for (var round = 0; round < 2; round++)
        {
            using var process = StoreProcess.Commit(folder.Path);
            for (var answers = 0; await process.ReadLineAsync() is { } line; answers++)
            {
                if (answers == 150) process.Kill();
                // The kill may cut the last line.
                if (line.Split(' ') is [var number, var version]
                    && long.TryParse(version, CultureInfo.InvariantCulture, out var seen))
                    acknowledged[int.Parse(number, CultureInfo.InvariantCulture)] = seen;
            }

            using var store = Open();
            for (var i = 0; i < 8; i++)
            {
                GrainRecord? a = await ReadAsync(store, $"a{i}"), b = await ReadAsync(store, $"b{i}");
                Assert.True(
                    a?.Version >= acknowledged[i],
                    $"round {round}: a{i} is at {a?.Version}, {acknowledged[i]} was acknowledged");
                Assert.Equal(a?.Version, b?.Version);
            }
        }

        Assert.True(acknowledged.Sum() >= 300, "the processes committed too little to tell anything");
    }

    /// <summary>No kill shows it, only a power cut would: an answered commit must have waited for the disk.</summary>
    [StraceFact]
    public async Task Commit_Answered_HasBeenFlushed()
    {
        var flushes = Path.Combine(folder.Path, "flushes");
        using var process = StoreProcess.CommitOneByOne(folder.Path, flushes);
        for (var answers = 0; answers < 10; answers++) Assert.Equal("True", await process.ReadLineAsync());
        await process.EndAsync();
        var ofWal = File.ReadLines(flushes).Count(line => line.Contains("-wal>", StringComparison.Ordinal));
        Assert.True(ofWal >= 10, $"{ofWal} flushes of the WAL for 10 commits");
    }

    [Fact]
    public async Task Deleted_StateOfAGrain_CanNotBeReadInTheFileAnyMore()
    {
        var secret = "what a caller said"u8.ToArray();
        using (var store = Open())
        {
            await PutAsync(store, "a", 0, secret);
            var delete = new GrainWrite.Delete(Id("a"), 1);
            Assert.True((await store.CommitAsync(new GrainCommit([delete]), None)).Written);
        }

        Assert.True((await File.ReadAllBytesAsync(DatabasePath)).AsSpan().IndexOf(secret) < 0);
    }

    [Fact]
    public async Task Disk_Full_FailsClearlyWritesNothingHalfAndGoesOn()
    {
        using var process = StoreProcess.FillDisk(folder.Path);
        Assert.Equal(nameof(GrainStoreUnavailableException), await process.ReadLineAsync());
        string[] steps = ["message names the full disk", "earlier grains can be read", "no half", "goes on with room"];
        foreach (var step in steps)
            Assert.True(await process.ReadLineAsync() == "True", step);
    }

    [Fact]
    public async Task Reopened_KeepsGrainsLeasesAndPositions()
    {
        GrainLease lease;
        long position;
        using (var store = Open())
        {
            await PutAsync(store, "a", 0);
            await PutAsync(store, "b", 0, due: clock.GetUtcNow().AddDays(1));
            lease = Assert.Single(await store.ClaimAsync("silo", 10, TimeSpan.FromMinutes(1))).Lease;
            position = (await store.ReadChangesAsync(0, 10, None))[^1].Position;
        }

        Assert.False(File.Exists(DatabasePath + "-wal"), "the WAL was not copied back at the end");
        using (var store = Open())
        {
            Assert.Empty(await store.ClaimAsync("silo", 10, TimeSpan.FromMinutes(1)));
            Assert.True(await store.ExtendAsync(lease, TimeSpan.FromMinutes(1), None));
            await PutAsync(store, "b", 1);
            Assert.True((await store.ReadChangesAsync(position, 10, None))[0].Position > position);
            var next = Assert.Single(await store.ClaimAsync("silo", 10, TimeSpan.FromMinutes(1)));
            Assert.NotEqual(lease.Token, next.Lease.Token);
        }
    }

    [Fact]
    public void NewerFormat_IsRefusedAndLeftAlone()
    {
        Open().Dispose();
        using (var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);");
        }

        var before = File.ReadAllBytes(DatabasePath);
        var refusal = Assert.Throws<GrainStoreFormatException>(() => Open());
        Assert.Contains("format 99", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
    }

    [Fact]
    public async Task FirstFormat_WithALeaseThatRanOut_IsReadAndStrikesBeginToCount()
    {
        using (var connection = SqliteFile.OpenWriter(DatabasePath, "FULL"))
        {
            SqliteFile.Migrate(connection, [GrainSchema.Migrations[0]]);
            SqliteFile.Execute(connection, """
                INSERT INTO grains VALUES (1, 'voicemail', 'a', 7, 1000, 1, 'dead-1', 2000, 7);
                INSERT INTO states VALUES (1, x'7B7D');
                INSERT INTO kinds VALUES ('voicemail', 1);
                UPDATE counters SET position = 1, claims = 1;
                """);
        }

        using var store = Open();
        var claim = Assert.Single(await store.ClaimAsync("silo", 10, TimeSpan.FromMinutes(1)));
        Assert.Equal((7L, 2, 1), (claim.Record.Version, claim.Record.State.Length, claim.Strikes));
    }

    [Fact]
    public void NoDatabase_IsRefusedAndLeftAlone()
    {
        File.WriteAllText(DatabasePath, new string('x', 5000));
        Assert.Throws<GrainStoreUnavailableException>(() => Open());
        Assert.Equal(5000, new FileInfo(DatabasePath).Length);
    }

    [Fact]
    public void Files_AreForTheirOwnerOnly()
    {
        using var store = Open();
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.GetFiles(folder.Path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Tombstones_AreKeptSevenDaysAndTheirPositionsNeverGivenAgain()
    {
        using var store = Open();
        await PutAsync(store, "a", 0);
        await store.CommitAsync(new([new GrainWrite.Delete(Id("a"), 1)]), None);
        var position = Assert.Single(await store.ReadChangesAsync(0, 10, None)).Position;

        clock.Advance(TimeSpan.FromDays(6.9));
        await store.ProbeAsync(None);
        Assert.Single(await store.ReadChangesAsync(0, 10, None));
        clock.Advance(TimeSpan.FromDays(1));
        await store.ProbeAsync(None);
        Assert.Empty(await store.ReadChangesAsync(0, 10, None));

        await PutAsync(store, "b", 0);
        Assert.True(Assert.Single(await store.ReadChangesAsync(0, 10, None)).Position > position);
    }

    [Fact]
    public async Task Wal_UnderLoad_StaysBounded()
    {
        using var store = Open();
        var state = new byte[64 << 10];
        for (var round = 0; round < 20; round++)
        {
            var version = round;
            await Task.WhenAll(Enumerable.Range(0, 64).Select(i => PutAsync(store, $"g{i}", version, state)));
        }

        Assert.InRange(new FileInfo(DatabasePath + "-wal").Length, 1, 48 << 20);
    }

    [Fact]
    public async Task TwoStores_OneFile_ShareGrainsAndPositions()
    {
        using SqliteGrainStore one = Open(), other = Open();
        await PutAsync(one, "a", 0);
        await PutAsync(other, "a", 1);
        await PutAsync(one, "a", 2);
        Assert.False((await other.CommitAsync(new([Put("a", 1)]), None)).Written);
        await PutAsync(other, "b", 0);
        Assert.Equal(["a", "b"], (await one.ReadChangesAsync(0, 10, None)).Select(change => change.Id.Key));
        Assert.Single(await one.ClaimAsync("one", 1, TimeSpan.FromMinutes(1)));
        Assert.Single(await other.ClaimAsync("other", 10, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Commit_ThatComesTooLate_IsCounted()
    {
        using var store = Open();
        await PutAsync(store, "a", 0);
        var conflicts = meters.Count("voicemail.grain.conflicts");
        Assert.False((await store.CommitAsync(new([Put("a", 0)]), None)).Written);
        await PutAsync(store, "a", 1);
        Assert.Equal(1, conflicts());
    }

    private static GrainId Id(string key) => new(GrainKinds.Voicemail, key);

    private static async Task<GrainRecord?> ReadAsync(SqliteGrainStore store, string key) =>
        await store.ReadAsync(Id(key), None);

    private SqliteGrainStore Open() => 
        new(folder.Path, clock, new SqliteStoreMetrics(meters), NullLogger<SqliteGrainStore>.Instance);

    private GrainWrite Put(string key, long version) =>
        new GrainWrite.Put(Id(key), version, "{}"u8.ToArray(), clock.GetUtcNow());

    private async Task PutAsync(
        SqliteGrainStore store, string key, long version, byte[]? state = null, DateTimeOffset? due = null)
    {
        var put = new GrainWrite.Put(Id(key), version, state ?? [], due ?? clock.GetUtcNow());
        Assert.True((await store.CommitAsync(new GrainCommit([put]), None)).Written);
    }
}
