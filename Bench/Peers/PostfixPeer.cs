using System.Globalization;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// A Postfix of the benchmark's own, with Debian's defaults, which flush every message to disk before its 250, but for
/// as many processes as the benchmark has senders.
/// </summary>
internal sealed class PostfixPeer : IMailPeer
{
    private readonly PostfixServer server;
    private readonly int master;

    private PostfixPeer(PostfixServer server)
    {
        this.server = server;
        master = FindMaster();
    }

    /// <inheritdoc/>
    public int Port => server.Port;

    /// <inheritdoc/>
    public TimeSpan CpuTime => ProcessTree.CpuTime(master);

    /// <inheritdoc/>
    public long MemoryBytes => ProcessTree.ProportionalBytes(master);

    /// <inheritdoc/>
    public long WrittenBytes => ProcessTree.WrittenBytes(master);

    /// <summary>Starts one.</summary>
    /// <param name="nextPort">
    /// Where it relays to, a port of 127.0.0.1; null to put on hold what it takes, and do nothing further with it.
    /// </param>
    /// <param name="settings">Further lines of main.cf.</param>
    public static async Task<PostfixPeer> StartAsync(int? nextPort, params string[] settings)
    {
        if (!File.Exists(PostfixServer.Program) || !Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("Postfix is compared with: install it, and run this as root.");
        return new PostfixPeer(await PostfixServer.StartAsync(nextPort,
        [
            "message_size_limit = 52428800", "default_process_limit = 250", "smtpd_client_connection_count_limit = 0",
            "minimal_backoff_time = 300s", "queue_run_delay = 300s", .. settings,
        ]));
    }

    /// <inheritdoc/>
    public Task SettleAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>
    /// Its daemons live in the queue's folder. (Its PID file is locked, and .NET reads no locked files.)
    /// </summary>
    private int FindMaster()
    {
        var found = Directory.GetDirectories("/proc").First(process =>
            new FileInfo(Path.Combine(process, "cwd")).LinkTarget == server.QueueFolder
            && File.ReadAllText(Path.Combine(process, "comm")).TrimEnd() == "master");
        return int.Parse(Path.GetFileName(found), CultureInfo.InvariantCulture);
    }
}
