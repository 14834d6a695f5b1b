using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A folder, a sink, and the judge for one end-to-end test.</summary>
[Collection("end to end")]
public abstract class EndToEndTest : IAsyncDisposable, IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("voicemail-e2e-").FullName;

    protected SmtpSink Sink { get; } = new();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Sink.DisposeAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    protected Task<ServiceProcess> StartAsync(params (string Name, string Value)[] settings) =>
        ServiceProcess.StartAsync(Folder, Sink.Port, settings);

    /// <summary>What Python's email package says of a delivered mail beside the submitted one.</summary>
    protected async Task<JsonElement> JudgeAsync(byte[] submitted, SunkMail delivered)
    {
        var (before, after) = (Path.Combine(Folder, "submitted.eml"), Path.Combine(Folder, "delivered.eml"));
        await File.WriteAllBytesAsync(before, submitted);
        await File.WriteAllBytesAsync(after, delivered.Content);
        var judge = Path.Combine(AppContext.BaseDirectory, "TestData", "EndToEnd", "judge.py");
        var (exit, output) = await RunAsync("python3", judge, before, after);
        Assert.True(exit == 0, output);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Runs a program to its end and returns its exit code and standard output.</summary>
    protected Task<(int Exit, string Output)> RunAsync(string program, params string[] arguments) =>
        RunWithInputAsync([], program, arguments);

    /// <summary>The same, with something on its standard input.</summary>
    protected async Task<(int Exit, string Output)> RunWithInputAsync(byte[] input, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Folder,
        };
        using var process = Process.Start(start)!;
        var reading = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        var output = await reading;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>Runs a command of the executable on this storage; returns what it printed.</summary>
    protected Task<string> CommandAsync(int exit, params string[] arguments) => CommandAsync(exit, [], arguments);

    /// <summary>The same with settings.</summary>
    protected async Task<string> CommandAsync(int exit, (string Name, string Value)[] settings, params string[] arguments)
    {
        await using var command = ServiceProcess.Launch(Folder, Sink.Port, [], arguments, settings);
        var ended = await command.ExitAsync();
        Assert.True(ended == exit, $"{arguments[0]} ended with {ended}:\n{command.Output}");
        return command.Output;
    }

    /// <summary>Everything Python's judge can find wrong with a voicemail.</summary>
    protected static void AssertKept(JsonElement verdict)
    {
        Assert.Empty(verdict.GetProperty("missingHeaders").EnumerateArray());
        Assert.Empty(verdict.GetProperty("defects").EnumerateArray());
        Assert.True(verdict.GetProperty("attachmentsKept").GetBoolean());
    }
}

/// <summary>One service at a time: they share two cores.</summary>
[CollectionDefinition("end to end", DisableParallelization = true)]
public sealed class EndToEndGroup;
