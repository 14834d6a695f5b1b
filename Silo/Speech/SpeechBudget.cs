using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// How much audio a paid engine may bill in a day. What it billed is what all processes counted since midnight, by
/// their reports, looked at every ten seconds; so a busy service may run over by some seconds' work.
/// </summary>
internal sealed class SpeechBudget(TimeSpan perDay, IOperationsReports reports, TimeProvider time)
{
    private const string Billed = "voicemail.speech.billed";

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
            var midnight = Midnight(now);
            if (now - lookedAt >= LookEvery || lookedAt < midnight)
            {
                billed = await ReadAsync(engine, midnight, cancellationToken);
                lookedAt = now;
            }

            return billed < perDay ? null : Midnight(midnight + TimeSpan.FromHours(36));
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<TimeSpan> ReadAsync(
        string engine, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var slots = await reports.ReadSlotsAsync(SlotLength.FiveMinutes, since, cancellationToken);
        var seconds = slots.Where(slot => slot.Start >= since).SelectMany(slot => slot.Counts)
            .Where(count => MeterKey.Is(count.Key, Billed) && MeterKey.Label(count.Key, "engine") == engine)
            .Sum(count => count.Value);
        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>When the day of a moment began, in the time zone of the service.</summary>
    private DateTimeOffset Midnight(DateTimeOffset moment)
    {
        var zone = time.LocalTimeZone;
        var day = TimeZoneInfo.ConvertTime(moment, zone).Date;
        return new DateTimeOffset(day, zone.GetUtcOffset(day)).ToUniversalTime();
    }
}
