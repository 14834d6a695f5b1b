using System.Collections;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;

namespace VoicemailOrleans.Bench.Search;

/// <summary>
/// Voicemails of a year as the index keeps them, oldest first: a hundred words each out of five thousand, common ones
/// more often than rare ones; a handful need attention, nearly all were delivered.
/// </summary>
internal sealed class SampleEntries(DateTimeOffset now, int count) : IEnumerable<IndexEntry>
{
    private const int WordsPerMessage = 100;
    private const int Words = 5_000;

    private static readonly string[] Syllables = ["de", "la", "mo", "ri", "sen", "ta", "vo", "wick", "ber", "nu"];

    public IEnumerator<IndexEntry> GetEnumerator()
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++) yield return Entry(random, i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IndexEntry Entry(Random random, int i)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        random.NextBytes(entropy);
        var at = now - TimeSpan.FromDays(365) * (1 - (double)(i + 1) / count);
        var id = CorrelationId.Create(at, entropy);
        var (stage, closed) = Fate(i, count);
        var text = Text(random, i);
        var caller = random.Next(5_000);
        var number = $"+44 20 79{random.Next(100):00} {caller:0000}";
        var summary = new VoicemailSummary
        {
            Id = id,
            ReceivedAt = at,
            Stage = stage,
            ClosedAs = closed,
            Caller = i % 10 == 0 ? number : $"Caller{caller} ({number})",
            Recipients = [$"mailbox{random.Next(5_000)}@example.org"],
            Subject = "Voice message",
            MailStatus = (i % 40 == 7 ? TranscriptStatus.NoSpeech : TranscriptStatus.Transcribed).HeaderValue(),
            Duration = TimeSpan.FromSeconds(5 + random.NextDouble() * random.Next(10, 180)),
            Engine = i % 7 == 0 ? "pocketsphinx" : "google",
            Language = i % 5_000 == 3 ? "cy-GB" : "en-GB",
            Snippet = text[..160],
        };
        var isBad = closed is CloseReason.Parked or CloseReason.Bounced;
        DateTimeOffset? attention = isBad ? DateTimeOffset.UnixEpoch : null;
        return new IndexEntry(summary, attention, IndexText.NumberWords([number]), $"{id} <{id}@pbx.example>", text)
        {
            Engines = [summary.Engine],
            Languages = [summary.Language],
        };
    }

    private static (VoicemailStage, CloseReason?) Fate(int i, int count) => i switch
    {
        _ when i > count - 20 => (VoicemailStage.Transcribing, null),
        _ when i % 900 == 11 => (VoicemailStage.Closed, CloseReason.Parked),
        _ when i % 1_100 == 13 => (VoicemailStage.Closed, CloseReason.Bounced),
        _ when i % 150 == 17 => (VoicemailStage.Closed, CloseReason.Duplicate),
        _ => (VoicemailStage.Closed, CloseReason.Delivered),
    };

    private static string Text(Random random, int i)
    {
        var words = Enumerable.Range(0, WordsPerMessage)
            .Select(_ => Word((int)(Words * Math.Pow(random.NextDouble(), 3))));
        var invoice = i % 30 == 1 ? "invoice" : "call";
        var harbour = i % 100 == 5 ? "harbour" : "soon";
        var walnut = i % 20_000 == 9 ? "walnut" : "back";
        return $"please {invoice} {harbour} {walnut} {string.Join(' ', words)}";
    }

    private static string Word(int number)
    {
        var word = "";
        do word += Syllables[number % 10];
        while ((number /= 10) > 0);
        return word;
    }
}
