using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Grains.Stores;

namespace VoicemailOrleans.Tests.Silo.Stores;

public sealed class SqliteGrainStoreConformanceTests : GrainStoreConformance
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider clock = new();
    private readonly TestMeters meters = new();
    private readonly SqliteGrainStore store;

    public SqliteGrainStoreConformanceTests() =>
        store = new SqliteGrainStore(folder.Path, clock, new SqliteStoreMetrics(meters), NullLogger<SqliteGrainStore>.Instance);

    protected override IGrainStore Store => store;

    protected override DateTimeOffset Now => clock.GetUtcNow();

    public override Task DisposeAsync()
    {
        store.Dispose();
        meters.Dispose();
        folder.Dispose();
        return Task.CompletedTask;
    }

    protected override ValueTask PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return ValueTask.CompletedTask;
    }
}
