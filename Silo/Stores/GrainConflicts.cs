using System.Diagnostics.Metrics;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores;

/// <summary>
/// Counts commits that came too late, because another turn or a person was quicker: a few are life, many say that
/// silos take each other's work.
/// </summary>
internal sealed class GrainConflicts
{
    private readonly Counter<long> conflicts;

    /// <summary>Creates the instrument.</summary>
    public GrainConflicts(IMeterFactory meters) => conflicts = meters.Create(Telemetry.MeterName).CreateCounter<long>(
        "voicemail.grain.conflicts", "{commit}", "Commits that found a newer version, by kind of its grain.");

    /// <summary>Hands a result on.</summary>
    public CommitResult Count(CommitResult result)
    {
        if (result.Conflict is { } grain) conflicts.Add(1, new KeyValuePair<string, object?>("kind", grain.Kind));
        return result;
    }
}
