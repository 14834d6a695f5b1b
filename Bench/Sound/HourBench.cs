using System.CommandLine;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Commands;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Bench.Sound;

/// <summary>
/// <c>hour</c>: how much memory of its own a process takes more for a recording of one hour, from the mail as the spool
/// has it to the transcript, by an engine that answers after a while. A process for each codec, so that none has the
/// memory of another; it has transcribed a minute before.
/// </summary>
internal static class HourBench
{
    private const string MinuteMail = "minute.eml";
    private const string HourMail = "hour.eml";

    private static readonly (string Name, string[] Arguments)[] Codecs =
    [
        ("GSM 6.10", ["-e", "gsm-full-rate"]),
        ("G.711 mu-law", ["-e", "u-law"]),
        ("PCM, 16 bit", ["-b", "16"]),
    ];

    public static Command Create()
    {
        var mails = new Option<string?>("--mails")
        {
            Description = "Of a child: the folder of the mails.", Hidden = true,
        };
        var command = new Command("hour", "Memory of transcribing a recording of one hour. Needs sox.") { mails };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(mails) is { } folder
            ? MeasureAsync(folder, cancellationToken)
            : RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("voicemail-hour-").FullName;
        try
        {
            var source = Path.Combine(folder, "source.wav");
            File.WriteAllBytes(source, WavWriter.Write(SoundBench.Minute()));
            Console.WriteLine("An hour of              file MB   memory MB at most   CPU s");
            foreach (var (name, arguments) in Codecs)
            {
                var coded = Path.Combine(folder, "coded.wav");
                var minute = SoundBench.Encode(source, coded, "sox", arguments);
                var hour = Repeat(minute, 60);
                WriteMail(Path.Combine(folder, MinuteMail), minute);
                WriteMail(Path.Combine(folder, HourMail), hour);
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {hour.Length / 1e6,11:0.0}"));
                using var child = Process.Start(
                    "dotnet", [typeof(HourBench).Assembly.Location, "hour", "--mails", folder]);
                await child.WaitForExitAsync(cancellationToken);
                if (child.ExitCode != 0) return child.ExitCode;
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(string folder, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var engine = Engine(services.GetRequiredService<IMeterFactory>());
        await TranscribeAsync(engine, Path.Combine(folder, MinuteMail), cancellationToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var before = ProcessTree.OwnBytes(Environment.ProcessId);
        var most = before;
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        using var done = new ManualResetEventSlim();
        var watcher = new Thread(() =>
        {
            while (!done.Wait(TimeSpan.FromMilliseconds(2)))
                most = Math.Max(most, ProcessTree.OwnBytes(Environment.ProcessId));
        });
        watcher.Start();
        await TranscribeAsync(engine, Path.Combine(folder, HourMail), cancellationToken);
        done.Set();
        watcher.Join();
        self.Refresh();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $" {(most - before) / 1e6,19:0.0} {(self.TotalProcessorTime - cpu).TotalSeconds,7:0.0}"));
        return 0;
    }

    private static async Task TranscribeAsync(
        SpeechEngineChain engine, string mail, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(mail);
        using var content = new ContentMapping(file);
        var recording = RecordingFinder.Find(MimeReader.Read(content.Memory)).Single();
        if (AudioDecoder.Decode(recording.Open()) is not AudioDecodeResult.Decoded decoded)
            throw new InvalidDataException("The recording cannot be decoded.");
        var id = CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[10]);
        var request = new SpeechRequest(id, decoded.Audio, "en-US", OnPremiseOnly: true);
        if (await engine.TranscribeAsync(request, cancellationToken) is not SpeechOutcome.Heard)
            throw new InvalidDataException("Nothing was heard.");
    }

    private static void WriteMail(string path, byte[] recording) => File.WriteAllBytes(
        path, SampleMail.Build(recording, "message.wav", "pbx@pbx.example", "a@office.example", DateTimeOffset.UnixEpoch));

    private static SpeechEngineChain Engine(IMeterFactory meters)
    {
        var options = new SpeechOptions { QuickRetries = 0 };
        var metrics = new SpeechMetrics(meters, TimeProvider.System);
        var breaker = new EngineBreaker(
            options.BreakerFailures, options.BreakerPause, options.ConfigurationPause, TimeProvider.System);
        var retry = QuickRetry.Build(options, TimeProvider.System, new Random(1));
        var engine = new SegmentedEngine(
            new Listener(options), breaker, retry, metrics, TimeProvider.System, NullLogger<SegmentedEngine>.Instance);
        return new SpeechEngineChain([engine], options, metrics, NullLogger<SpeechEngineChain>.Instance);
    }

    /// <summary>A file whose header gives no length, so that all of it counts.</summary>
    private static byte[] Repeat(byte[] minute, int times)
    {
        var start = minute.AsSpan().IndexOf("data"u8) + 8;
        var sound = minute.AsSpan(start);
        var file = new byte[start + sound.Length * times];
        minute.AsSpan(0, start).CopyTo(file);
        file.AsSpan(start - 4, 4).Fill(0xFF);
        for (var i = 0; i < times; i++) sound.CopyTo(file.AsSpan(start + i * sound.Length));
        return file;
    }

    /// <summary>Answers with one word after a while.</summary>
    private sealed class Listener(SpeechOptions options) : ISegmentRecognizer
    {
        public string Name => "listener";

        public bool IsOnPremise => true;

        public int Concurrency => options.SegmentConcurrency;

        public bool Knows(string language) => true;

        public async Task<SegmentOutcome> RecognizeAsync(SegmentRequest request, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            return new SegmentOutcome.Heard([new TranscriptWord("hello")], null, TimeSpan.Zero);
        }
    }
}
