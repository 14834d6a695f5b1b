using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>A working day of voicemails in all their states, and one made by somebody who means harm.</summary>
internal static class SampleVoicemails
{
    public const string Hostile = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

    public const string PlainHtml = """
        <html><body style="font-family:sans-serif;margin:20px;max-width:560px;color:#1a1c25">
        <p style="margin:0 0 12px"><b>Ben Carter</b> · <a href="tel:+12125550188">+1 212 555 0188</a> · 0:06</p>
        <h2 style="font-size:15px;margin:0 0 6px">Voicemail preview</h2>
        <p style="font-size:16px;line-height:1.5;margin:0">Hello,
            this is Ben Carter from Harrow and Finch. Could you please
        call me back before Thursday?</p></body></html>
        """;

    public const string HostileHtml = """
        <html><body><h2>Voicemail preview</h2>
        <script>parent.document.title='owned'; fetch('TRAP/fetch')</script>
        <img src=x onerror="parent.document.title='owned'"><img src="TRAP/pixel.gif"><link rel="stylesheet" href="TRAP/a.css">
        <iframe src="TRAP/frame"></iframe><meta http-equiv="refresh" content="0;url=TRAP/refresh">
        <form action="TRAP/post"><button id="send">Send</button></form><a id="out" href="TRAP/link">more</a></body></html>
        """;

    private static readonly string[] People =
    [
        "priya.raman@example.org", "facilities@example.org", "tobias.brandt@example.org", "sara.lindqvist@example.org",
        "jonas.weber@example.org", "front-desk@example.org", "lukas.hoffmann@example.org", "marie.dubois@example.org",
    ];

    private static readonly string?[] Callers =
        ["Ben Carter", "+44 20 7946 0958", "Nordlicht Logistik", "+1 212 555 0188", null, "Magda Nowak",
            "Claire Moreau"];

    private static readonly string[] Texts =
    [
        "Hello, this is Ben Carter from Harrow and Finch. I am calling about invoice two zero nine three one, which shows the wrong delivery address.",
        "Hi, the printer on floor three is jammed again. It says tray two, but tray two is empty.",
        "Good morning, Magda Nowak here. The delivery is standing at gate four and nobody opens.",
        "This is Claire Moreau. Please call me back about the maintenance contract, it ends in March.",
        "The lift in the north building stops between floors. Nobody is in it, but please send somebody.",
    ];

    /// <summary>Fills index and desk; the first identifier returned is the newest ordinary voicemail.</summary>
    public static IReadOnlyList<CorrelationId> Fill(
        FakeVoicemailIndex index, FakeVoicemailDesk desk, DateTimeOffset now, int count = 72)
    {
        var ids = new List<CorrelationId>();
        for (var i = 0; i < count; i++)
        {
            var at = now.AddMinutes(-3 - i * i * 0.6 - i * 4);
            ids.Add(Add(index, desk, at, i));
        }

        return ids;
    }

    public static CorrelationId Add(FakeVoicemailIndex index, FakeVoicemailDesk desk, DateTimeOffset at, int i)
    {
        var id = NewId(at, i);
        var (stage, closed) = Fate(i);
        var text = Texts[i % Texts.Length];
        var caller = Callers[i % Callers.Length];
        var recipients = i % 9 == 4 ? [People[i % 8], People[(i + 3) % 8]] : new[] { People[i % 8] };
        var transcribed = stage is VoicemailStage.Relaying or VoicemailStage.Closed
            && closed != CloseReason.Duplicate && i % 13 != 12;
        index.Put(new VoicemailSummary
        {
            Id = id, ReceivedAt = at, Stage = stage, ClosedAs = closed, Recipients = recipients, Caller = caller,
            NeedsAttention = closed is CloseReason.Parked or CloseReason.Bounced || i % 16 == 6,
            Subject = "Voice message", Snippet = transcribed ? text : null,
                Duration = TimeSpan.FromSeconds(6 + i * 7 % 90),
            MailStatus = transcribed ? "transcribed" : stage == VoicemailStage.Closed ? "no-speech" : null,
            Engine = transcribed ? "google" : null, Language = transcribed ? "en-GB" : null,
        });
        desk.States[id] = State(id, at, stage, closed, recipients, caller, i);
        desk.Transcriptions[id] = [Transcription(id, at, transcribed ? text : null, stage)];
        return id;
    }

    /// <summary>A voicemail whose caller, subject, transcript and file name are markup.</summary>
    public static CorrelationId AddHostile(FakeVoicemailIndex index, FakeVoicemailDesk desk, DateTimeOffset at)
    {
        var id = NewId(at, 999);
        index.Put(new VoicemailSummary
        {
            Id = id, ReceivedAt = at, Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, Caller = Hostile,
            Recipients = [$"\"{Hostile}\"@example.org"], Subject = Hostile, Snippet = Hostile,
                MailStatus = "transcribed",
        });
        var state = State(id, at, VoicemailStage.Closed, CloseReason.Delivered, [$"\"{Hostile}\"@example.org"],
            Hostile, 0);
        desk.States[id] = state with
        {
            Facts = state.Facts! with { Subject = Hostile, From = Hostile, Mailbox = Hostile,
                Recordings = [new(1, Hostile, "text/html", 100)] },
            History = [new(at, Hostile, Hostile)],
        };
        desk.Transcriptions[id] = [Transcription(id, at, Hostile, VoicemailStage.Closed)];
        return id;
    }

    /// <summary>A copy of a voicemail that the PBX sent again.</summary>
    public static CorrelationId AddCopy(FakeVoicemailIndex index, FakeVoicemailDesk desk, CorrelationId original)
    {
        var state = desk.States[original] with
        {
            Id = original.Derive("copy"), ClosedAs = CloseReason.Duplicate, DuplicateOf = original, Deliveries = [],
        };
        desk.States[state.Id] = state;
        index.Put(new VoicemailSummary
        {
            Id = state.Id, ReceivedAt = state.ReceivedAt, Stage = state.Stage, ClosedAs = state.ClosedAs,
            Recipients = [],
        }, original);
        return state.Id;
    }

    private static CorrelationId NewId(DateTimeOffset at, int seed)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        new Random(seed).NextBytes(entropy);
        return CorrelationId.Create(at, entropy);
    }

    private static (VoicemailStage Stage, CloseReason? Closed) Fate(int i) => i switch
    {
        0 => (VoicemailStage.Transcribing, null),
        1 => (VoicemailStage.Relaying, null),
        _ when i % 16 == 6 => (VoicemailStage.Relaying, null),
        _ when i % 11 == 8 => (VoicemailStage.Closed, CloseReason.Bounced),
        _ when i % 17 == 9 => (VoicemailStage.Closed, CloseReason.Parked),
        _ when i % 14 == 11 => (VoicemailStage.Closed, CloseReason.Duplicate),
        _ => (VoicemailStage.Closed, CloseReason.Delivered),
    };

    private static VoicemailState State(
        CorrelationId id, DateTimeOffset at, VoicemailStage stage, CloseReason? closed, string[] recipients,
            string? caller, int i)
    {
        var isNumber = caller?.StartsWith('+') == true;
        var envelope = new Envelope("voicemail@pbx.example.org",
            [.. recipients.Select(address => new EnvelopeRecipient(address))])
        {
            ClientName = "avaya-vm1", ClientAddress = "10.20.0.17",
        };
        return VoicemailState.Received(id, at, envelope, 651_000 + i * 1000) with
        {
            Stage = stage, ClosedAs = closed, MailStatus = closed is null ? null : "transcribed",
            Facts = new MessageFacts
            {
                Kind = MessageKind.Voicemail, ContentHash = new string('a', 64),
                    Subject = "Voice message from " + caller,
                From = "Avaya <voicemail@pbx.example.org>", CallerName = isNumber ? null : caller,
                CallerNumber = isNumber ? caller : "+1 212 555 0188", Mailbox = "4021",
                Recordings = [new(1, "msg0001.wav", "audio/wav", 481_244)],
            },
            Deliveries = stage == VoicemailStage.Transcribing ? []
                : [.. recipients.Select(r => Delivery(r, at, stage, closed, i))],
            DuplicateOf = closed == CloseReason.Duplicate ? NewId(at.AddMinutes(-1), 5) : null,
            History = History(at, closed, i),
        };
    }

    private static Delivery Delivery(string recipient, DateTimeOffset at, VoicemailStage stage, CloseReason? closed,
        int i)
    {
        var delivery = new Delivery { Recipient = recipient, Since = at, Attempts = 1, RepliedAt = at.AddSeconds(14) };
        const string host = "mail.example.org:25";
        if (closed is CloseReason.Bounced or CloseReason.Parked)
            return delivery with { State = DeliveryState.Refused,
                Reply = new(550, "5.1.1", "5.1.1 Recipient address rejected: User unknown", host) };
        if (stage == VoicemailStage.Relaying && i % 16 == 6)
            return delivery with
            {
                State = DeliveryState.Deferred, Attempts = 4, NextAttemptAt = at.AddDays(3),
                Reply = new(451, "4.7.1", "Greylisted, try again later", host),
            };
        if (stage == VoicemailStage.Relaying) return delivery with { Attempts = 0, RepliedAt = null };
        return delivery with { State = DeliveryState.Delivered,
            Reply = new(250, "2.0.0", "Ok: queued as 4F1c9", host) };
    }

    private static HistoryEntry[] History(DateTimeOffset at, CloseReason? closed, int i)
    {
        List<HistoryEntry> history = [new(at, "received", "From avaya-vm1 (10.20.0.17), 651 kB.")];
        if (i == 0) return [.. history];
        history.Add(new(at.AddSeconds(12), "transcribed", "24 words, en-GB, by google."));
        if (i % 5 == 2) history.Add(new(at.AddSeconds(13), "deferred",
            "mail.example.org: 451 4.3.2 System not accepting messages"));
        if (closed == CloseReason.Delivered) history.Add(new(at.AddSeconds(14), "delivered",
            "mail.example.org: 250 2.0.0 Ok: queued as 4F1c9"));
        if (closed is CloseReason.Bounced or CloseReason.Parked) history.Add(new(at.AddSeconds(14), "refused",
            "mail.example.org: 550 5.1.1 User unknown"));
        return [.. history];
    }

    private static TranscriptionState Transcription(CorrelationId id, DateTimeOffset at, string? text,
        VoicemailStage stage)
    {
        var state = new TranscriptionState { Id = id, Number = 1, CreatedAt = at, Language = "en-GB" };
        if (stage == VoicemailStage.Transcribing) return state;
        return state with
        {
            Result = new TranscriptionResult
            {
                Status = text is null ? TranscriptStatus.NoSpeech : TranscriptStatus.Transcribed,
                Transcript = text is null ? null : Transcript(text), Duration = SampleDecoder.Length,
                Codec = "G.711 µ-law, 8 kHz", At = at.AddSeconds(12),
            },
        };
    }

    private static Transcript Transcript(string text)
    {
        var words = text.Split(' ');
        // A pause of 1.6 seconds after the tenth word.
        var step = (SampleDecoder.Length.TotalSeconds - 1.6) / words.Length;
        TimeSpan At(int i) => TimeSpan.FromSeconds(i * step + (i > 9 ? 1.6 : 0));
        return new Transcript
        {
            Language = "en-GB", Engine = "google", Confidence = 0.91,
            Words = [.. words.Select((word, i) => new TranscriptWord(
                word, At(i), At(i) + TimeSpan.FromSeconds(step),
                i % 11 == 7 ? 0.71 : i % 17 == 13 ? 0.4 : 0.96))],
        };
    }
}
