using System.Diagnostics;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>
/// One line of the table. A backlog is accepted first. Then the silos start, and once all of them have worked for two
/// turns of the speech server the window opens; it closes before the backlog runs short, so that no silo ever waits
/// for work. What counts is what the smarthost took inside the window: each of these mails has its whole journey behind it.
/// </summary>
internal static class ScaleRun
{
    // Slots of one silo for transcriptions, 24, over 3 s.
    private const int PerSiloAndSecond = 8;

    // Beyond the window: two turns of the speech server before it, one and a half behind it, and the seconds between the
    // first silo's start and the last one's.
    private const int SpareSeconds = 14;

    /// <summary>Measures.</summary>
    /// <param name="fsync">When Redis flushes.</param>
    /// <param name="silos">Silo processes.</param>
    /// <param name="seconds">Length of the window, about.</param>
    public static async Task<ScaleResult> MeasureAsync(string fsync, int silos, int seconds)
    {
        await using var site = await Site.StartAsync(fsync);
        var backlog = PerSiloAndSecond * silos * (seconds + SpareSeconds);
        await site.AcceptAsync(backlog);
        await site.StartSilosAsync(silos);
        await Task.Delay(2 * Site.SpeechLatency, TimeProvider.System);

        var (opened, before, cpu) = (Stopwatch.GetTimestamp(), site.Smarthost.Taken, site.SiloCpuTime);
        var turns = await TurnsAsync(site);
        var last = backlog - (int)(1.5 * PerSiloAndSecond * silos * Site.SpeechLatency.TotalSeconds);
        if (last - before < PerSiloAndSecond * silos * seconds / 2)
            throw new InvalidOperationException("The silos took too long to start: most of the backlog is gone.");
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
