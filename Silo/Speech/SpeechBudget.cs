using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// How much audio a paid engine may bill in a day. What it billed is what all processes counted since midnight, by
/// their reports, looked at every ten seconds; so a busy service may run over by some seconds' work.
/// </summary>
internal sealed class SpeechBudget(TimeSpan perDay, IOperationsReports reports, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;
    private TimeSpan billed;

    /// <summary>When the engine may be used again; null when it may be used now.</summary>
    public async ValueTask<DateTimeOffset?> SpentUntilAsync(string engine, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var today = LocalDay.Today(time);
            var midnight = LocalDay.Start(today, time);
            if (now - lookedAt >= LookEvery || lookedAt < midnight)
            {
                var slots = await reports.ReadSlotsAsync(SlotLength.FiveMinutes, midnight, cancellationToken);
                var counted = new CountedNumber(SpeechMetrics.BilledName, "engine", engine);
                billed = TimeSpan.FromSeconds(counted.Sum(slots.Where(slot => slot.Start >= midnight)));
                lookedAt = now;
            }

            return billed < perDay ? null : LocalDay.Start(today.AddDays(1), time);
        }
        finally
        {
            gate.Release();
        }
    }
}
