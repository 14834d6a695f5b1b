using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// How often each grain's turn threw in a row, as this silo saw it. Kept in memory: a restart may try sooner.
/// </summary>
internal sealed class GrainHostFailures(SiloOptions options, Random random)
{
    private const int GrainsMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<GrainId, int> counts = [];

    /// <summary>Notes a failure and says how long to wait.</summary>
    public TimeSpan Add(GrainId id)
    {
        lock (gate)
        {
            // Grains that failed here and were finished or deleted elsewhere stay behind; forget them some day.
            if (counts.Count >= GrainsMax) counts.Clear();
            var count = counts[id] = counts.GetValueOrDefault(id) + 1;
            return Backoff.Jitter(
                Backoff.Delay(count, options.RetryDelayMin, options.RetryDelayMax), random.NextDouble());
        }
    }

    /// <summary>The grain's turn went well.</summary>
    public void Forget(GrainId id)
    {
        lock (gate) counts.Remove(id);
    }
}
