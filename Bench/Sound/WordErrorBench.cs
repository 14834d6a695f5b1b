using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;

namespace VoicemailOrleans.Bench.Sound;

/// <summary>
/// <c>words</c>: how many words the offline engine gets wrong, on prompts that a person spoke for telephones (Debian's
/// <c>asterisk-core-sounds-en-wav</c>; what is said is in <c>asterisk-core-sounds-en</c>). They go the way that a
/// recording goes: decoded, looked at for speech, split, recognised. Prompts of fewer than three words are left out:
/// they are digits, letters and names of weekdays that sentences are made of.
/// </summary>
internal static class WordErrorBench
{
    private const string Sounds = "/usr/share/asterisk/sounds/en_US_f_Allison";
    private const string Texts = "/usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz";
    private const int WordsMin = 3;
    private const int TriesMax = 5;

    private static readonly CorrelationId Id = CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[10]);

    public static Command Create()
    {
        var command = new Command(
            "words",
            "Word error rate of the offline engine. Needs: "
            + "apt-get install pocketsphinx pocketsphinx-en-us asterisk-core-sounds-en asterisk-core-sounds-en-wav");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Texts) || !Directory.Exists(Sounds))
        {
            Console.Error.WriteLine("apt-get install asterisk-core-sounds-en asterisk-core-sounds-en-wav");
            return 1;
        }

        var options = new SpeechOptions
        {
            Engines = ["pocketsphinx"],
            PocketSphinxWorker =
                ["dotnet", Path.Combine(AppContext.BaseDirectory, "voicemail.dll"), "pocketsphinx-worker"],
        };
        await using var services = new ServiceCollection().AddLogging().AddMetrics()
            .AddSingleton(TimeProvider.System).AddSpeech(options).BuildServiceProvider();
        var engine = services.GetRequiredService<ISpeechEngine>();
        var prompts = new List<Prompt>();
        foreach (var (name, said) in Read())
        {
            var audio = Decode(Path.Combine(Sounds, name + ".wav"));
            var transcript = await ListenAsync(engine, audio, cancellationToken);
            var errors = WordErrors.Compare(said, SpokenWords.Of(transcript?.Text ?? ""));
            prompts.Add(new Prompt(errors, transcript?.Confidence ?? 0, audio.Duration));
        }

        Console.WriteLine("Prompts                    number  words  subst.  del.  ins.  word error rate");
        Report("all", prompts);
        Report("of ten and more words", prompts.FindAll(prompt => prompt.Errors.Words >= 10));
        Report("confidence 0.60 and more", prompts.FindAll(prompt => prompt.Confidence >= 0.6));
        Report("confidence below", prompts.FindAll(prompt => prompt.Confidence < 0.6));
        return 0;
    }

    private static PcmAudio Decode(string path) => AudioDecoder.Decode(File.ReadAllBytes(path)) switch
    {
        AudioDecodeResult.Decoded sound => sound.Audio,
        _ => throw new InvalidDataException($"{path} cannot be decoded."),
    };

    /// <summary>What it heard; null for nobody. An engine that was too slow, on a busy machine, is asked again.</summary>
    private static async Task<Transcript?> ListenAsync(
        ISpeechEngine engine, PcmAudio audio, CancellationToken cancellationToken)
    {
        var request = new SpeechRequest(Id, audio, "en-US", OnPremiseOnly: true);
        for (var tries = 1; ; tries++)
        {
            var outcome = await engine.TranscribeAsync(request, cancellationToken);
            if (outcome is SpeechOutcome.Heard heard) return heard.Transcript;
            if (outcome is SpeechOutcome.NoSpeech) return null;
            if (outcome is not SpeechOutcome.Unavailable || tries == TriesMax)
                throw new InvalidOperationException(outcome.ToString());
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Said)> Read()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Texts), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith(';') || line.Split(':', 2) is not [var name, var text]) continue;
            var said = SpokenWords.Of(text);
            if (said.Count >= WordsMin && File.Exists(Path.Combine(Sounds, name + ".wav"))) yield return (name, said);
        }
    }

    private static void Report(string which, List<Prompt> prompts)
    {
        var all = prompts.Aggregate(default(WordErrors), (sum, prompt) => sum + prompt.Errors);
        var minutes = prompts.Sum(prompt => prompt.Length.TotalMinutes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{which,-26} {prompts.Count,6} {all.Words,6} {all.Substitutions,7} {all.Deletions,5} {all.Insertions,5} "
            + $"{100 * all.Rate,8:0.0} %   ({minutes:0.0} min)"));
    }

    private sealed record Prompt(WordErrors Errors, double Confidence, TimeSpan Length);
}
