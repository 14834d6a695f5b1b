using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Silo.Recordings;

/// <summary>
/// Runs ffmpeg as a child process on one recording. Theory of operation: the recording comes from a stranger, ffmpeg is
/// large, so it gets as little as possible. Only content that was recognised as sound reaches it, and the demuxer is
/// named, never probed: a play list or a concat script (which could name local files or URLs) is never read as one. It
/// may open only files and pipes, has no environment, no shell, no standard input, bounded time, address space, output
/// and error text, and its process tree is killed when it overstays. The input lies in a private folder of its own,
/// deleted afterwards; what a crash of ours leaves behind is deleted by the next start. What ffmpeg says of a recording
/// is final, and so is that it took too much processor time; a machine that is too busy, or has no room, is not.
/// </summary>
internal sealed class FfmpegDecoder : IDisposable
{
    private const string FolderPrefix = "voicemail-ffmpeg-";
    private const string InputName = "recording";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int Killed = 128 + 9;
    private const int CannotRun = 126, NotFound = 127;
    private const int ErrorCharsMax = 4096;
    private const int BytesPerSecondMax = 16_000 * 2;
    private const int HeaderBytesMax = 4096;

    private readonly string program;
    private readonly string? prlimit;
    private readonly RecordingOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim slots;

    public FfmpegDecoder(string program, RecordingOptions options, TimeProvider time)
    {
        (this.program, this.options, this.time) = (program, options, time);
        prlimit = FindProgram("prlimit");
        slots = new SemaphoreSlim(options.FfmpegConcurrency);
        DeleteWhatTheDeadLeft();
    }

    /// <summary>What a run gave: a WAV file, or the reason why not, and whether that may pass.</summary>
    public readonly record struct Run(ReadOnlyMemory<byte>? Wav, string Problem, bool MayPass = false);

    /// <summary>Looks for a program in PATH.</summary>
    public static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => Path.Combine(entry, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Decodes to mono 16-bit WAV at 8 or 16 kHz, at most <paramref name="durationMax"/> of it.</summary>
    public async Task<Run> RunAsync(
        ReadOnlyMemory<byte> recording,
        AudioContainer container,
        TimeSpan durationMax,
        CancellationToken cancellationToken)
    {
        if (DemuxerOf(container) is not { } demuxer) return new Run(null, "no demuxer for it");
        await slots.WaitAsync(cancellationToken);
        // Its name cannot be foreseen, and nobody has it twice: what cleans temporary files up may take one away.
        var folder = Path.Combine(
            options.FfmpegFolder, $"{FolderPrefix}{Environment.ProcessId}-{Path.GetRandomFileName()}");
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, OwnerOnly);
            await File.WriteAllBytesAsync(Path.Combine(folder, InputName), recording, cancellationToken);
            return await RunInAsync(folder, demuxer, durationMax, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new Run(null, e.Message, MayPass: true);
        }
        finally
        {
            Delete(folder);
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private void DeleteWhatTheDeadLeft()
    {
        if (!Directory.Exists(options.FfmpegFolder)) return;
        foreach (var left in Directory.EnumerateDirectories(options.FfmpegFolder, FolderPrefix + "*"))
        {
            var owner = Path.GetFileName(left)[FolderPrefix.Length..].Split('-')[0];
            // In a container every start of ours is process 1, so a folder of 1 is the last start's.
            if (Directory.Exists("/proc/" + owner) && owner != "1") continue;
            Delete(left);
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone already, another user's, or another start is at it: not ours to delete.
        }
    }

    private static string? DemuxerOf(AudioContainer container) => container switch
    {
        AudioContainer.Wav or AudioContainer.BigEndianWav => "wav",
        AudioContainer.Au => "au",
        AudioContainer.Mp3 or AudioContainer.Mp2 => "mp3",
        AudioContainer.Ogg => "ogg",
        AudioContainer.Flac => "flac",
        AudioContainer.Amr => "amr",
        AudioContainer.Mp4 => "mov",
        AudioContainer.Aac => "aac",
        AudioContainer.Aiff => "aiff",
        AudioContainer.Matroska => "matroska",
        AudioContainer.Asf => "asf",
        AudioContainer.Caf => "caf",
        _ => null,
    };

    private async Task<Run> RunInAsync(
        string folder, string demuxer, TimeSpan durationMax, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(folder, demuxer, durationMax) };
        process.Start();
        using var timeout = new CancellationTokenSource(options.FfmpegTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var octets = durationMax.TotalSeconds * BytesPerSecondMax + HeaderBytesMax;
            var bytesMax = (int)Math.Min(int.MaxValue / 2, octets);
            var errors = ReadErrorsAsync(process, either.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, bytesMax, either.Token);
            if (output is null) return new Run(null, "ffmpeg gave more sound than it may");
            var text = await errors;
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode switch
            {
                0 => new Run(output.Value, ""),
                Killed => new Run(null, "ffmpeg was killed; memory may be short", MayPass: true),
                CannotRun or NotFound => new Run(null, $"ffmpeg could not be started: {text}", MayPass: true),
                var code => new Run(null, $"ffmpeg ended with {code}: {text}", MayPass: !Directory.Exists(folder)),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = options.FfmpegTimeout.TotalSeconds;
            return new Run(null, FormattableString.Invariant($"ffmpeg took longer than {seconds:0} s"), MayPass: true);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartInfo(string folder, string demuxer, TimeSpan durationMax)
    {
        var seconds = Math.Ceiling(durationMax.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-v", "error", "-threads", "1",
            "-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", Path.Combine(folder, InputName),
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-t", seconds, "-ac", "1",
            "-af", "aformat=sample_fmts=s16:sample_rates=8000|16000",
            "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", "pipe:1",
        ];
        if (prlimit is not null)
        {
            var memory = options.FfmpegMemoryBytesMax.ToString(CultureInfo.InvariantCulture);
            // Asked to end at the first of these, killed at the second: who is killed before was not by this.
            var cpu = (int)Math.Ceiling(options.FfmpegCpuMax.TotalSeconds);
            var cpuRange = FormattableString.Invariant($"--cpu={cpu}:{2 * cpu}");
            arguments = [$"--as={memory}", cpuRange, "--core=0", "--", program, .. arguments];
        }

        var start = new ProcessStartInfo(prlimit ?? program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        return start;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        Stream stream, int bytesMax, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (output.Length + read > bytesMax) return null;
            output.Write(buffer, 0, read);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    // Read to the end, or ffmpeg would stand still on a full pipe; only the beginning is kept.
    private static async Task<string> ReadErrorsAsync(Process process, CancellationToken cancellationToken)
    {
        var kept = new char[ErrorCharsMax];
        var length = await process.StandardError.ReadBlockAsync(kept, cancellationToken);
        var rest = new char[ErrorCharsMax];
        while (await process.StandardError.ReadAsync(rest, cancellationToken) > 0) { }
        return new string(kept, 0, length).ReplaceLineEndings(" ").Trim();
    }
}
