using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Silo.Commands;

namespace VoicemailOrleans.Bench.Sound;

/// <summary>
/// <c>sound</c>: what the pure parts of a transcription take of one core. A minute of the sample recordings is brought
/// into each codec by sox or ffmpeg and decoded again and again; the same minute is split, and looked at for speech; a
/// mail with it is read and rewritten. Figures are seconds of sound for a second of processor time.
/// </summary>
internal static class SoundBench
{
    private static readonly TimeSpan EachFor = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Program, string[] Arguments)[] Codecs =
    [
        ("PCM, 16 bit", "sox", ["-b", "16"]),
        ("PCM, 8 bit", "sox", ["-b", "8"]),
        ("G.711 mu-law", "sox", ["-e", "u-law"]),
        ("G.711 A-law", "sox", ["-e", "a-law"]),
        ("GSM 6.10", "sox", ["-e", "gsm-full-rate"]),
        ("IMA ADPCM", "sox", ["-e", "ima-adpcm"]),
        ("MS ADPCM", "sox", ["-e", "ms-adpcm"]),
        ("G.726, 32 kb/s", "ffmpeg", ["-c:a", "adpcm_g726", "-b:a", "32k"]),
        ("float", "sox", ["-e", "floating-point", "-b", "32"]),
    ];

    public static Command Create()
    {
        var command = new Command(
            "sound", "Speed of decoding, splitting and rewriting, on one core. Needs sox and ffmpeg.");
        command.SetAction(_ => Run());
        return command;
    }

    private static void Run()
    {
        var minute = Minute();
        var folder = Directory.CreateTempSubdirectory("voicemail-sound-").FullName;
        try
        {
            var source = Path.Combine(folder, "source.wav");
            File.WriteAllBytes(source, WavWriter.Write(minute));
            Console.WriteLine("What                       times real time");
            foreach (var (name, program, arguments) in Codecs)
            {
                var octets = Encode(source, Path.Combine(folder, "coded.wav"), program, arguments);
                Line(name, minute.Duration, () => AudioDecoder.Decode(octets));
            }

            Line("split into segments", minute.Duration, () => Segmenter.Split(minute, TimeSpan.FromSeconds(20)));
            Line("look for speech", minute.Duration, () => EmptyRecordingDetector.Judge(minute));
            Line("8 to 16 kHz", minute.Duration, () => Resampler.Resample(minute, 16_000));
            Rewrite(File.ReadAllBytes(source));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The samples that come with the service, one after the other, until there is a minute of them.</summary>
    internal static PcmAudio Minute()
    {
        var samples = new List<short>();
        while (samples.Count < 60 * 8000)
        {
            foreach (var name in SampleMail.Names)
                if (AudioDecoder.Decode(SampleMail.Recording(name))
                    is AudioDecodeResult.Decoded { Audio.RateHz: 8000 } sound)
                    samples.AddRange(sound.Audio.Samples.Span);
        }

        return new PcmAudio(samples.ToArray().AsMemory(0, 60 * 8000), 8000);
    }

    internal static byte[] Encode(string source, string target, string program, string[] arguments)
    {
        string[] all = program == "sox"
            ? [source, .. arguments, target]
            : ["-v", "error", "-y", "-i", source, .. arguments, target];
        using var process = Process.Start(program, all);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        return File.ReadAllBytes(target);
    }

    private static void Rewrite(byte[] recording)
    {
        var mail = SampleMail.Build(
            recording, "voicemail.wav", "pbx@pbx.example", "user@example.com", TimeProvider.System.GetUtcNow());
        var enhancement = new MailEnhancement
        {
            TopFields = [("X-Bench", "1")],
            Text = "Voicemail preview\n\nhello\n",
            HtmlFragment = "<p>hello</p>\n",
            HtmlDocumentStart = "<!DOCTYPE html>\n<html>\n<body>\n",
            SubjectTag = "[Transcribed] ",
            Seed = "bench",
        };
        var seconds = Measure(() => MimeRewriter.Enhance(MimeReader.Read(mail), enhancement));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"read and rewrite a mail",-26} {mail.Length / 1e6 / seconds,10:N0} MB/s"));
    }

    private static void Line(string name, TimeSpan sound, Func<object?> work) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-26} {sound.TotalSeconds / Measure(work),10:N0}"));

    /// <summary>Processor seconds of one go: other processes do not count.</summary>
    private static double Measure(Func<object?> work)
    {
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed < EachFor) work();
        using var self = Process.GetCurrentProcess();
        var rounds = 0;
        var before = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        for (; watch.Elapsed < EachFor; rounds++) work();
        self.Refresh();
        return (self.TotalProcessorTime - before).TotalSeconds / rounds;
    }
}
