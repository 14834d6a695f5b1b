using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A real <c>redis-server</c> on a free port and a folder of its own. Ready means that it said so: its data is loaded.
/// </summary>
internal sealed partial class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly string[] arguments;
    private Process process = null!;

    private RedisServer(string[] arguments) => this.arguments = arguments;

    /// <summary>The port it listens on, of 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Its URL, without a password.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Where it keeps its data.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("redis-").FullName;

    /// <summary>
    /// Starts one. Further arguments follow, and override, those that make it as durable as the service asks for; with
    /// <c>--tls-port PORT</c> in the place of the port (the word, not a number) it speaks TLS only.
    /// </summary>
    public static async Task<RedisServer> StartAsync(params string[] extraArguments)
    {
        var server = new RedisServer(extraArguments);
        for (var tries = 3; ; tries--)
        {
            server.Port = FreePort.Take();
            try
            {
                await server.LaunchAsync();
                return server;
            }
            catch (IOException) when (tries > 1)
            {
                // Somebody else took the port between our look and its start.
            }
        }
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Ends it if it still runs (SIGKILL) and starts it on the same port and folder.</summary>
    public async Task RestartAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        await LaunchAsync();
    }

    /// <summary>SIGSTOP: it keeps its connections and says nothing.</summary>
    public void Pause() => Signal(19);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signal(18);

    /// <summary>One command on a connection of its own; an error reply throws.</summary>
    public async Task<RespValue> CommandAsync(params string[] command)
    {
        using var patience = new CancellationTokenSource(StartMax);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
        var request = new ArrayBufferWriter<byte>();
        RespWriter.Write(request, new RespCommand([.. command.Select(word => (RespArg)word)]));
        await socket.SendAsync(request.WrittenMemory, patience.Token);
        var received = new ArrayBufferWriter<byte>();
        while (true)
        {
            var count = await socket.ReceiveAsync(received.GetMemory(4096), patience.Token);
            if (count == 0) throw new IOException($"redis-server closed the connection instead of answering {command[0]}.");
            received.Advance(count);
            var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(received.WrittenMemory));
            if (!RespReader.TryRead(ref reader, out var reply, out _)) continue;
            return reply.IsError ? throw new InvalidOperationException($"redis-server answered {command[0]} with: {reply.Text}") : reply;
        }
    }

    /// <summary>Ends it and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private void Signal(int signal) => Assert.Equal(0, SendSignal(process.Id, signal));

    private async Task LaunchAsync()
    {
        var isTls = arguments.Contains("PORT");
        string[] all =
        [
            "--port", isTls ? "0" : $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes",
            "--appendfsync", "always", .. arguments.Select(argument => argument == "PORT" ? $"{Port}" : argument),
        ];
        var start = new ProcessStartInfo("redis-server", all) { RedirectStandardOutput = true, RedirectStandardError = true };
        var lines = new List<string>();
        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) =>
        {
            lock (lines) lines.Add(e.Data ?? "(end)");
            if (e.Data is null) ready.TrySetResult(false);
            else if (e.Data.Contains("Ready to accept connections", StringComparison.Ordinal)) ready.TrySetResult(true);
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            if (await ready.Task.WaitAsync(StartMax)) return;
        }
        catch (TimeoutException)
        {
            await KillAsync();
        }

        lock (lines) throw new IOException($"redis-server did not say that it is ready:\n{string.Join('\n', lines)}");
    }
}
