using System.Diagnostics;
using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>
/// A process of its own that appends to a journal as fast as it gets answers and says so on its output: one line per
/// answer, "Durable ID" or "Failed ID". It is this test assembly, entered through StartupHook.
/// </summary>
internal sealed class JournalProcess : IDisposable
{
    public const string FolderVariable = "SPOOL_TEST_FOLDER";
    private const string KeysVariable = "SPOOL_TEST_KEYS";

    private readonly Process process;

    public JournalProcess(string root, string keys, params string[] launcher)
    {
        var assembly = typeof(JournalProcess).Assembly.Location;
        string[] command = [.. launcher, Environment.ProcessPath!, assembly];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment[FolderVariable] = root;
        start.Environment[KeysVariable] = keys;
        process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public static string ContentOf(CorrelationId id) =>
        string.Concat(Enumerable.Repeat(id.Value + "\r\n", 1 + id.Value[^1] * 20));

    /// <summary>The next answer; null at the end of the process.</summary>
    public async Task<string?> ReadAsync() =>
        await SpoolRig.Within(process.StandardOutput.ReadLineAsync(), "an answer of the journal process");

    public void Kill() => process.Kill(entireProcessTree: true);

    /// <summary>
    /// Waits until its lock is gone: behind a launcher it is not our own child, and its output ends before it does.
    /// </summary>
    public static async Task UnlockedAsync(string root)
    {
        using var flock = Process.Start("flock", [Path.Combine(root, "journal", "local", "lock"), "true"]);
        await SpoolRig.Within(
            flock.WaitForExitAsync().ContinueWith(_ => true, TaskScheduler.Default), "the lock of the killed process");
    }

    /// <summary>Has it end by itself.</summary>
    public void Stop() => process.StandardInput.Close();

    public async Task EndAsync() =>
        await SpoolRig.Within(process.WaitForExitAsync().ContinueWith(_ => true, TaskScheduler.Default),
            "the end of the process");

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }

    /// <summary>The life of the process: eight senders until its input ends.</summary>
    public static async Task RunAsync(string root)
    {
        await using var rig = new SpoolRig(root, o =>
        {
            o.SegmentBytes = 1 << 20;
            if (Environment.GetEnvironmentVariable(KeysVariable) is { Length: > 0 } keys) o.ContentKeys = TestKeys.Of(keys);
            o.ProbeInterval = TimeSpan.FromMilliseconds(20);
        });
        var journal = rig.Journal;
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 8).Select(_ => SendAsync(journal, stop.Token)).ToArray();
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await stop.CancelAsync();
        await Task.WhenAll(senders);
    }

    private static async Task SendAsync(IJournal journal, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var message = SpoolRig.Message("");
            byte[] content = Encoding.ASCII.GetBytes(ContentOf(message.Id));
            using var draft = message.Id.Value[^1] % 2 == 0 ? journal.OpenDraft(message.Id) : null;
            draft?.Append([content]);
            message = message with { Content = draft is null ? [content] : [], Draft = draft };
            var result = await journal.AppendAsync(message, CancellationToken.None);
            lock (Console.Out) Console.WriteLine($"{result} {message.Id}");
            if (result != AppendResult.Durable) await Task.Delay(
                TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
        }
    }
}
