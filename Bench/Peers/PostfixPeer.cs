using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// A Postfix of the benchmark's own (Debian package <c>postfix</c>): its configuration, queue and port, and Debian's
/// defaults otherwise, which flush every message to disk before its 250. Needs to be root, as Postfix does.
/// </summary>
internal sealed class PostfixPeer : IMailPeer
{
    private const string Program = "/usr/sbin/postfix";

    private readonly string folder = Directory.CreateTempSubdirectory("postfix-bench-").FullName;
    private int master;

    private PostfixPeer()
    {
    }

    /// <inheritdoc/>
    public int Port { get; private set; }

    /// <inheritdoc/>
    public TimeSpan CpuTime => ProcessTree.CpuTime(master);

    /// <inheritdoc/>
    public long MemoryBytes => ProcessTree.ProportionalBytes(master);

    private string Configuration => Path.Combine(folder, "etc");

    /// <summary>Starts one.</summary>
    /// <param name="nextPort">
    /// Where it relays to, a port of 127.0.0.1; null to put on hold what it takes, and do nothing further with it.
    /// </param>
    /// <param name="settings">Further lines of main.cf.</param>
    public static async Task<PostfixPeer> StartAsync(int? nextPort, params string[] settings)
    {
        if (!File.Exists(Program) || !Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("Postfix is compared with: install it, and run this as root.");
        var peer = new PostfixPeer { Port = FreePort() };
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(peer.folder, (UnixFileMode)Convert.ToInt32("755", 8)); // its daemons are not root
        Directory.CreateDirectory(peer.Configuration);
        Directory.CreateDirectory(Path.Combine(peer.folder, "queue"));
        await File.WriteAllLinesAsync(
            Path.Combine(peer.Configuration, "main.cf"), [.. peer.Settings(nextPort), .. settings]);
        await File.WriteAllTextAsync(Path.Combine(peer.Configuration, "master.cf"), peer.Services());
        await peer.RunAsync("start");
        peer.master = peer.FindMaster();
        return peer;
    }

    /// <inheritdoc/>
    public Task SettleAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Settings(int? nextPort) =>
    [
        "compatibility_level = 3.6",
        $"queue_directory = {folder}/queue",
        $"data_directory = {folder}/data",
        $"maillog_file = {folder}/log",
        $"maillog_file_prefixes = {folder}",
        "myhostname = postfix.example",
        "mydestination =",
        "alias_maps =",
        "inet_interfaces = 127.0.0.1",
        "inet_protocols = ipv4",
        "mynetworks = 127.0.0.0/8",
        "smtp_dns_support_level = disabled",
        "smtpd_relay_restrictions = permit_mynetworks, reject",
        "message_size_limit = 52428800",
        "default_process_limit = 250", // as many senders as the benchmark has
        "smtpd_client_connection_count_limit = 0",
        nextPort is { } port ? $"relayhost = [127.0.0.1]:{port}" : "smtpd_recipient_restrictions = static:HOLD",
    ];

    private string Services() =>
        $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        pickup  unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr    unix n - n 300 1 qmgr
        tlsmgr  unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce  unix - - n - 0 bounce
        defer   unix - - n - 0 bounce
        trace   unix - - n - 0 bounce
        verify  unix - - n - 1 verify
        flush   unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp    unix - - n - - smtp
        relay   unix - - n - - smtp
        error   unix - - n - - error
        retry   unix - - n - - error
        anvil   unix - - n - 1 anvil
        scache  unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    /// <summary>
    /// Its daemons live in the queue's folder. (Its PID file is locked, and .NET reads no locked files.)
    /// </summary>
    private int FindMaster() => Id(Directory.GetDirectories("/proc").First(process =>
        new FileInfo(Path.Combine(process, "cwd")).LinkTarget == Path.Combine(folder, "queue")
        && File.ReadAllText(Path.Combine(process, "comm")).TrimEnd() == "master"));

    private static int Id(string folder) => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);

    private async Task RunAsync(string command)
    {
        var start = new ProcessStartInfo(Program, ["-c", Configuration, command])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        var log = Path.Combine(folder, "log");
        throw new InvalidOperationException(
            $"postfix {command} gave {process.ExitCode}: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "")}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
