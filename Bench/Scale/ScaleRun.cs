using System.Diagnostics;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// One line of the table. The silos start and take a few voicemails each, so that no code is compiled later. Then a
/// backlog is accepted; two turns of the speech server later the window opens, and it closes before the backlog runs
/// short, so that no silo ever waits for work. What counts is what the smarthost took inside the window: each of these
/// mails has its whole journey behind it.
/// </summary>
/// <param name="fsync">When Redis flushes.</param>
/// <param name="silos">Silo processes.</param>
/// <param name="slots">Turns that each of them takes at once.</param>
/// <param name="seconds">Length of the window, about.</param>
internal sealed class ScaleRun(string fsync, int silos, int slots, int seconds)
{
    // Beyond the window: while the backlog is accepted, two turns of the speech server then, one and a half at the end.
    private const int SpareSeconds = 20;

    /// <summary>What all silos can do: three quarters of the slots may hold transcriptions, each for 3 s.</summary>
    private readonly double expected = silos * 0.75 * slots / Site.SpeechLatency.TotalSeconds;

    /// <summary>Measures.</summary>
    public async Task<ScaleResult> MeasureAsync()
    {
        await using var site = await Site.StartAsync(fsync);
        await site.StartSilosAsync(silos, slots);
        await site.AcceptAsync(2 * slots * silos);
        await site.Smarthost.TakenAsync(site.Accepted);
        await site.AcceptAsync((int)(expected * (seconds + SpareSeconds)));
        await Task.Delay(2 * Site.SpeechLatency, TimeProvider.System);

        var (opened, before, cpu) = (Stopwatch.GetTimestamp(), site.Smarthost.Taken, site.SiloCpuTime);
        var turns = await TurnsAsync(site);
        var last = site.Accepted - (int)(1.5 * expected * Site.SpeechLatency.TotalSeconds);
        if (last - before < expected * seconds / 2)
            throw new InvalidOperationException("The backlog was taken too slowly: most of it is gone.");
        var closed = await site.Smarthost.TakenAsync(last);
        turns = await TurnsAsync(site) - turns;
        cpu = site.SiloCpuTime - cpu;
        var elapsed = Stopwatch.GetElapsedTime(opened, closed).TotalSeconds;
        return new ScaleResult((last - before) / elapsed, turns / elapsed, cpu.TotalSeconds / elapsed);
    }

    private static async Task<double> TurnsAsync(Site site)
    {
        var turns = await Task.WhenAll(
            site.Silos.Select(silo => MetricsPage.SumAsync(silo.HttpPort, "voicemail_grain_turns_total")));
        return turns.Sum();
    }
}

/// <summary>What came of a run.</summary>
/// <param name="PerSecond">Voicemails through the whole journey.</param>
/// <param name="TurnsPerSecond">Turns of grains, of all silos.</param>
/// <param name="Cores">CPU that the silos used, all of them together.</param>
internal sealed record ScaleResult(double PerSecond, double TurnsPerSecond, double Cores);
