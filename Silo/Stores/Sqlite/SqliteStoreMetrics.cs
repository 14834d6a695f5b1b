using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>
/// How the store's group commits go: a duration that grows says the disk is slow, a group that grows says that it is
/// the bottleneck (the writer gathers while it waits for the disk).
/// </summary>
internal sealed class SqliteStoreMetrics
{
    private readonly Histogram<double> duration;
    private readonly Histogram<long> group;

    /// <summary>Creates the instruments.</summary>
    public SqliteStoreMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Telemetry.MeterName);
        duration = meter.CreateHistogram<double>(
            "voicemail.store.commit.duration", "s", "Time of one group commit, its operations included.");
        Conflicts = new GrainConflicts(meters);
        group = meter.CreateHistogram<long>("voicemail.store.group", "{operation}", "Operations per group commit.");
    }

    /// <summary>Commits that came too late.</summary>
    public GrainConflicts Conflicts { get; }

    /// <summary>A group is durable.</summary>
    public void Committed(GrainWriter.GroupResult result)
    {
        duration.Record(result.Elapsed.TotalSeconds);
        group.Record(result.Operations);
    }
}
