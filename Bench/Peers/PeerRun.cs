using System.Diagnostics;
using VoicemailOrleans.Bench.Load;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>What one peer did in one round.</summary>
/// <param name="PerSecond">Messages, accepted or relayed.</param>
/// <param name="CpuMilliseconds">CPU of all its processes for each message, until it had nothing left to do.</param>
/// <param name="Median">From the final dot to its reply, in milliseconds.</param>
/// <param name="Slowest">The same of the slowest in a hundred.</param>
/// <param name="Written">Octets sent to disks for each message.</param>
internal sealed record PeerRun(
    double PerSecond, double CpuMilliseconds, double Median, double Slowest, double Written)
{
    /// <summary>Sends, and waits until the peer is done.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="plan">What is sent; its port is the peer's.</param>
    /// <param name="taken">Where the peer relays to; null to measure how it accepts.</param>
    /// <exception cref="InvalidOperationException">It refused a message: then nothing can be compared.</exception>
    public static async Task<PeerRun> MeasureAsync(IMailPeer peer, LoadPlan plan, NullSmarthost? taken)
    {
        var before = taken?.Taken ?? 0;
        var (cpu, written) = (peer.CpuTime, peer.WrittenBytes);
        var started = Stopwatch.GetTimestamp();
        var result = await LoadGenerator.RunAsync(plan with { Port = peer.Port });
        if (result.Refused > 0) throw new InvalidOperationException($"{result.Refused} messages were refused.");
        var elapsed = taken is null
            ? result.Elapsed
            : Stopwatch.GetElapsedTime(started, await taken.TakenAsync(before + plan.Count));
        await peer.SettleAsync();
        return new PeerRun(
            plan.Count / elapsed.TotalSeconds, (peer.CpuTime - cpu).TotalMilliseconds / plan.Count,
            result.Percentile(0.5), result.Percentile(0.99), (double)(peer.WrittenBytes - written) / plan.Count);
    }
}
