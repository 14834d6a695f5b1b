using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// The real executable. To be measured accepting it has the gateway's role alone and a Redis that flushes always; to be
/// measured relaying it has all roles, as on one machine, and speech off.
/// </summary>
internal sealed class GatewayPeer : IMailPeer
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-bench-").FullName;
    private RedisProcess? redis;
    private VoicemailProcess process = null!;

    private GatewayPeer()
    {
    }

    /// <inheritdoc/>
    public int Port => process.SmtpPort;

    /// <inheritdoc/>
    public TimeSpan CpuTime => process.CpuTime + (redis?.CpuTime ?? TimeSpan.Zero);

    /// <inheritdoc/>
    public long MemoryBytes => ProcessTree.ProportionalBytes(process.Id);

    /// <inheritdoc/>
    public long WrittenBytes =>
        ProcessTree.WrittenBytes(process.Id) + (redis is null ? 0 : ProcessTree.WrittenBytes(redis.Id));

    /// <summary>Starts it.</summary>
    /// <param name="smarthost">Settings of where it relays to; null to only accept.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<GatewayPeer> StartAsync(
        IReadOnlyList<(string Name, string Value)>? smarthost, params (string Name, string Value)[] settings)
    {
        var peer = new GatewayPeer();
        if (smarthost is null) peer.redis = await RedisProcess.StartAsync("always");
        (string, string)[] part = smarthost is null
            ? [("ROLES", "gateway"), ("REDIS_URL", peer.redis!.Url)]
            : [("SPEECH_ENGINES", "none"), .. smarthost];
        peer.process = await VoicemailProcess.StartAsync(peer.folder, [.. part, .. settings]);
        return peer;
    }

    /// <summary>Intake is part of accepting: the content file is written, and the grain is committed.</summary>
    public async Task SettleAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await MetricsPage.SumAsync(process.HttpPort, "voicemail_journal_backlog") > 0)
            await timer.WaitForNextTickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        if (redis is not null) await redis.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
