using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

/// <summary>One preview for each thing a mail can say.</summary>
internal static class PreviewSamples
{
    public static IReadOnlyDictionary<string, VoicemailPreview> All { get; } = new Dictionary<string, VoicemailPreview>
    {
        ["transcribed"] = Of(Words(
            "Hi, this is Ann from the warehouse. The pump you ordered came in today. Please call me back at four one five five five five zero one two three.", 0.93, 8.2)),
        ["transcribed-long"] = Of(Long()),
        ["doubtful"] = Of(Words("Good morning, the delivery moved to Thursday at 3:30 pm.", 0.62, 9.5, unsure: 3)),
        ["low-confidence"] = Of(Words("mumble", 0.2, 7) with { Status = TranscriptStatus.LowConfidence }),
        ["partial"] = Of(Words("Hello, I wanted to tell you", 0.9, 4) with { Status = TranscriptStatus.Partial }),
        ["no-speech"] = Of(Without(TranscriptStatus.NoSpeech, null)),
        ["not-transcribed"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.CouldNotBeTranscribed)),
        ["sent-without-waiting"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.SentWithoutWaiting)),
        ["unknown-format"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.UnknownAudioFormat)),
        ["switched-off"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.SwitchedOff)),
        ["marked-private"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.MarkedPrivate)),
        ["on-premises-only"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.OnPremisesOnly)),
        ["too-long"] = Of(Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.TooLong)),
        ["withheld"] = Of(Words("It is me. Nothing urgent.", 0.9, 3)) with { CallerName = null, CallerNumber = null,
            IsNumberWithheld = true },
        ["unknown-caller"] = Of(Words("It is me. Nothing urgent.", 0.9, 3)) with { CallerName = null,
            CallerNumber = null, Mailbox = null },
        ["two-recordings"] = Of(
            Words("First message.", 0.9, 2) with { FileName = "one.wav" },
                Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.CouldNotBeTranscribed) with { Number = 2,
                FileName = "two.wav" }),
        ["right-to-left"] = Of(Words("\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u202eevil \U0001f600", 0.9,
            3)) with { CallerName = "\u202e\u05d3\u05df" },
        ["looks-like-markup"] = Of(
            Words("</p><script>alert(1)</script> <a href=http://x> &amp; \"quoted\" 'single' --b1 Subject: x", 0.9, 3))
            with { CallerName = "<b>Ann</b>\r\nBcc: x@y" },
        ["hostile"] = Of(Words(
            "\u202egnp.exe\u202c \u2066javascript:alert(1)\u2069 https://evil.example/\u0001?a=b&c=<img/src=x> -->]]> \u0000\u001b[31m "
                + "{{7*7}} ${x} \ud83d\udcb3 www.evil.example &#x202e; \u2028 style=\"display:block\" \u200f\u061c " + new string('W', 90), 0.9, 3))
            with { CallerName = "\u202e\u0007Ann\u2029<style>*{display:none}</style>", CallerNumber = "+1 (415) 555\" onclick=\"x", Mailbox = "<u>\u202e201" },
        ["corrected"] = Of(Words("This is Harriet Finch of Harrow.", 0.9, 4) with { IsCorrected = true }),
        ["redacted"] = Of(Redacted("Hello, my card is 4111 1111 1111 1111 and the PIN is four five six seven. Call 415 555 0123.", "en-US")),
        ["german"] = Of(Words(
            "Guten Tag, hier ist Jürgen Groß. Bitte rufen Sie mich bis Montag um halb vier zurück: null eins sieben eins, zwölf "
                + "vierunddreißig sechsundfünfzig.", 0.7, 34, language: "de-DE")) with { CallerName = "Jürgen Groß", Wording = PreviewWording.For("de-DE") },
        ["german-redacted"] = Of(Redacted("Die Geheimzahl lautet vier sieben eins eins.", "de-CH"))
            with { CallerName = null, CallerNumber = null, IsNumberWithheld = true, Wording = PreviewWording.For("de-CH") },
        ["german-late"] = Of(Words("Guten Tag, die Pumpe ist da.", 0.9, 4, language: "de-DE"))
            with { IsLate = true, Wording = PreviewWording.For("de-DE") },
        ["german-two-recordings"] = Of(
            Words("Erste Nachricht.", 0.9, 2, language: "de-DE") with { FileName = "eins.wav" },
            Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.UnknownAudioFormat) with { Number = 2 })
            with { Wording = PreviewWording.For("de") },
        ["french"] = Of(
            Words("Bonjour, c'est Zoé. Rappelez-moi demain matin au zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.", 0.9, 11,
                language: "fr-FR"),
            Without(TranscriptStatus.NotTranscribed, NoTranscriptReason.SentWithoutWaiting) with { Number = 2 })
            with { CallerName = "Zoé Lefèvre", Wording = PreviewWording.For("fr-FR") },
        ["spanish"] = Of(Words("Hola, soy Íñigo. Nos vemos el lunes a las tres y media. Mi móvil es seiscientos doce, treinta y cuatro, "
            + "cincuenta y seis, setenta y ocho.", 0.9, 12, language: "es-ES")) with { CallerName = "Íñigo Núñez", Wording = PreviewWording.For("es-ES") },
    };

    private static RecordingPreview Redacted(string text, string language)
    {
        var said = Words(text, 0.9, 9, language: language);
        return said with { Transcript = Redaction.Of(said.Transcript!, RedactionLevel.All) };
    }

    private static VoicemailPreview Of(params RecordingPreview[] recordings) => new()
    {
        CorrelationId = "01krs5zr0000000000000000000"[..26],
        CallerName = "Ann Example",
        CallerNumber = "+1 415 555 0199",
        Mailbox = "201",
        ReceivedAt = new DateTimeOffset(2026, 5, 4, 14, 3, 0, TimeSpan.FromHours(2)),
        Recordings = recordings,
    };

    public static RecordingPreview Words(string text, double confidence, double seconds, int unsure = -1, string language = "en-US")
    {
        var words = text.Split(' ');
        var step = seconds / words.Length;
        return new RecordingPreview(1, null, TranscriptStatus.Transcribed, null, new Transcript
        {
            Words = [.. words.Select((word, i) => new TranscriptWord(
                word, TimeSpan.FromSeconds(i * step), TimeSpan.FromSeconds((i + 0.8) * step), i == unsure ? 0.3
                    : 0.9))],
            Language = language, Engine = "sample", Confidence = confidence,
        }, TimeSpan.FromSeconds(seconds));
    }

    private static RecordingPreview Long()
    {
        string[] texts =
        [
            "Hello Bob, it is Ann calling from the branch office about the meeting next week.",
            "We would like to move it to Tuesday at 10 am if that suits you and the others.",
            "If not, my mobile is 555-0177 and I am in until five o'clock. Thanks, bye.",
        ];
        var words = new List<TranscriptWord>();
        for (var p = 0; p < texts.Length; p++)
        {
            var parts = texts[p].Split(' ');
            for (var i = 0; i < parts.Length; i++)
                words.Add(new TranscriptWord(parts[i], TimeSpan.FromSeconds(p * 15 + i * 0.5),
                    TimeSpan.FromSeconds(p * 15 + i * 0.5 + 0.4), 0.9));
        }

        var transcript = new Transcript { Words = words, Language = "en-US", Engine = "sample", Confidence = 0.9 };
        return new RecordingPreview(1, null, TranscriptStatus.Transcribed, null, transcript, TimeSpan.FromSeconds(44));
    }

    private static RecordingPreview Without(TranscriptStatus status, NoTranscriptReason? reason) =>
        new(1, null, status, reason, null, TimeSpan.FromSeconds(12));
}
