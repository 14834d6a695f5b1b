using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Stores;

/// <summary>
/// A process of its own that uses a SQLite store and tells on its output what it was answered, so that a test can kill
/// it or take its disk away. It is this test assembly: the module initializer runs before Main. While it does, no other
/// thread may enter this module, so the process commits from one thread and waits without await.
/// </summary>
internal sealed class StoreProcess : IDisposable
{
    private const string RoleVariable = "STORE_TEST_ROLE";
    private const string FolderVariable = "STORE_TEST_FOLDER";

    private readonly Process process;

    private StoreProcess(string role, string folder, params string[] launcher)
    {
        string[] command = [.. launcher, Environment.ProcessPath!, typeof(StoreProcess).Assembly.Location];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        start.Environment[RoleVariable] = role;
        start.Environment[FolderVariable] = folder;
        process = Process.Start(start)!;
    }

    /// <summary>
    /// Commits to pairs of grains, eight commits at a time, for ever; a line "number version" per answer.
    /// </summary>
    public static StoreProcess Commit(string folder) => new("commit", folder);

    /// <summary>Runs into a full disk of 4 MB, makes room and goes on; a line per step.</summary>
    public static StoreProcess FillDisk(string folder) => new(
        "fill", folder, "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=4m none \"$STORE_TEST_FOLDER\" && exec \"$0\" \"$@\"");

    /// <summary>
    /// Commits ten times, each time when the last is answered, and ends; a line per answer. strace notes its flushes.
    /// </summary>
    public static StoreProcess CommitOneByOne(string folder, string flushes) => new(
        "one-by-one", folder, StraceFactAttribute.Path, "-f", "-qq", "-y", "-o", flushes, "-e", "trace=fsync,fdatasync");

    public async Task<string?> ReadLineAsync() =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public async Task EndAsync() => await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [ModuleInitializer]
    internal static void Enter()
    {
        if (Environment.GetEnvironmentVariable(RoleVariable) is not { } role) return;
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        using (var meters = new TestMeters())
        using (var store = new SqliteGrainStore(
            folder, TimeProvider.System, new SqliteStoreMetrics(meters), NullLogger<SqliteGrainStore>.Instance))
        {
            if (role == "commit") RunCommits(store);
            else if (role == "one-by-one") RunOneByOne(store);
            else RunIntoFullDisk(store, folder);
        }

        Environment.Exit(0);
    }

    private static void RunCommits(SqliteGrainStore store)
    {
        var versions = new long[8];
        for (var i = 0; i < 8; i++) versions[i] = Read(store, $"a{i}")?.Version ?? 0;
        var commits = new Task<CommitResult>[8];
        for (var i = 0; i < 8; i++) commits[i] = Put(store, 100, versions[i], $"a{i}", $"b{i}");
        while (true)
        {
            var i = Task.WaitAny(commits);
            if (!commits[i].Result.Written) Console.WriteLine("conflict");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i} {++versions[i]}"));
            commits[i] = Put(store, 100, versions[i], $"a{i}", $"b{i}");
        }
    }

    private static void RunOneByOne(SqliteGrainStore store)
    {
        for (var version = 0; version < 10; version++)
            Console.WriteLine(Put(store, 100, version, "a").Result.Written);
    }

    private static void RunIntoFullDisk(SqliteGrainStore store, string folder)
    {
        var ballast = Path.Combine(folder, "ballast");
        File.WriteAllBytes(ballast, new byte[1 << 20]);
        var written = 0;
        Exception? failure = null;
        for (; failure is null; written++)
            failure = Record.Exception(
                () => Put(store, 100_000, 0, $"a{written}", $"b{written}").Wait())?.GetBaseException();
        written--;
        Console.WriteLine(failure.GetType().Name);
        Console.WriteLine(failure.Message.Contains("full disk", StringComparison.Ordinal));
        Console.WriteLine(written > 3 && Read(store, $"a{written - 1}") is not null);
        Console.WriteLine(Read(store, $"a{written}") is null && Read(store, $"b{written}") is null);
        File.Delete(ballast);
        Console.WriteLine(Put(store, 100_000, 0, $"a{written}", $"b{written}").Result.Written);
    }

    private static GrainRecord? Read(SqliteGrainStore store, string key) =>
        store.ReadAsync(new GrainId(GrainKinds.Voicemail, key), CancellationToken.None).AsTask().Result;

    private static Task<CommitResult> Put(SqliteGrainStore store, int size, long version, params string[] keys)
    {
        var writes = keys.Select(key => (GrainWrite)new GrainWrite.Put(
            new GrainId(GrainKinds.Voicemail, key), version, new byte[size], DateTimeOffset.MaxValue));
        return store.CommitAsync(new GrainCommit([.. writes]), CancellationToken.None).AsTask();
    }
}
