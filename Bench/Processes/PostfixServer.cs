using System.Diagnostics;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>
/// A Postfix of its own (Debian package <c>postfix</c>): its own configuration, queue and port of 127.0.0.1, nothing
/// shared with one that the system runs. It passes on what it takes to one next host. Needs to be root, as Postfix
/// does. The tests compile this file too.
/// </summary>
internal sealed class PostfixServer : IAsyncDisposable
{
    /// <summary>The program, as Debian installs it.</summary>
    public const string Program = "/usr/sbin/postfix";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string folder = Directory.CreateTempSubdirectory("postfix-").FullName;

    private PostfixServer()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, ForAll); // its daemons are not root
    }

    /// <summary>The port it takes mail on.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>The folder that all its processes work in.</summary>
    public string QueueFolder => Path.Combine(folder, "queue");

    private string Configuration => Path.Combine(folder, "etc");

    private string LogFile => Path.Combine(folder, "log");

    /// <summary>Its log so far.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>Starts one; it is ready when this returns.</summary>
    /// <param name="nextPort">
    /// The port of 127.0.0.1 that everything is passed on to; null to put on hold what comes.
    /// </param>
    /// <param name="settings">Further lines of main.cf.</param>
    public static async Task<PostfixServer> StartAsync(int? nextPort, params string[] settings)
    {
        var server = new PostfixServer();
        Directory.CreateDirectory(server.Configuration);
        Directory.CreateDirectory(server.QueueFolder);
        await File.WriteAllLinesAsync(
            Path.Combine(server.Configuration, "main.cf"), [.. server.Settings(nextPort), .. settings]);
        await File.WriteAllTextAsync(Path.Combine(server.Configuration, "master.cf"), server.Services());
        await server.RunAsync("start");
        return server;
    }

    /// <summary>Asks every waiting mail to be tried at once.</summary>
    public Task FlushAsync() => RunAsync("flush");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Settings(int? nextPort) =>
    [
        "compatibility_level = 3.6",
        $"queue_directory = {QueueFolder}",
        $"data_directory = {folder}/data",
        $"maillog_file = {LogFile}",
        $"maillog_file_prefixes = {folder}",
        "myhostname = postfix.example",
        "mydestination =",
        "alias_maps =",
        "inet_interfaces = 127.0.0.1",
        "inet_protocols = ipv4",
        "mynetworks = 127.0.0.0/8",
        "smtpd_relay_restrictions = permit_mynetworks, reject",
        "smtp_dns_support_level = disabled",
        nextPort is { } port ? $"relayhost = [127.0.0.1]:{port}" : "smtpd_recipient_restrictions = static:HOLD",
        "minimal_backoff_time = 1s",
        "queue_run_delay = 1s",
    ];

    private string Services() =>
        $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        pickup  unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr    unix n - n 1 1 qmgr
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

    private async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["-c", Configuration, command])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"postfix {command} gave {process.ExitCode}:\n{Log}");
    }
}
