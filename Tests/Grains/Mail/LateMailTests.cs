using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Mail;

/// <summary>The mail with a late transcript, as its reader gets it.</summary>
public sealed class LateMailTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationId Id = CorrelationId.Create(At, new byte[CorrelationId.EntropyLength]);

    private readonly MailComposer composer = new(
        new MailComposerOptions { HostName = "gw.example" }, new FixedRules<VoicemailPolicies>(new(new VoicemailPolicy())),
        new FixedRules<ProfileSet>(ProfileSet.None), new FixedRules<PeopleDirectory>(PeopleDirectory.None));

    [Fact]
    public void Late_OfAVoicemail_IsAShortReplyWithTheTranscriptAlone()
    {
        var first = MessageCase.Octets(MessageCase.Mixed(
            "Content-Type: text/plain\n\nCaller: Ann Example <+1 415 555 0199>\nMailbox: 201\n--b1\n{WAV}"));
        var mail = Compose(first, 3, Heard("Please call me back."))!;
        var read = MimeJudge.Read(mail.Content);
        Assert.Equal("transcribed", mail.Status);
        Assert.Equal("[Transcribed] Voicemail from Ann", read.Root.Text("Subject"));
        Assert.Equal($"<{Id}.late3@gw.example>", read.Root.Text("Message-ID"));
        Assert.Equal("<m1@pbx.example>", read.Root.Text("In-Reply-To"));
        Assert.Equal("<m1@pbx.example>", read.Root.Text("References"));
        Assert.Equal("Tue, 05 May 2026 12:00:00 +0000", read.Root.Text("Date"));
        Assert.Equal("auto-generated", read.Root.Text("Auto-Submitted"));
        Assert.Equal("transcribed", read.Root.Text("X-Voicemail-Status"));
        Assert.Equal(Id.Value, read.Root.Text("X-Voicemail-Correlation-Id"));
        var original = MimeJudge.Read(first).Root;
        Assert.Equal(original.Text("From"), read.Root.Text("From"));
        Assert.Equal(original.Text("To"), read.Root.Text("To"));
        Assert.Equal(
            ["multipart/alternative", "text/plain", "text/html"], read.Parts().Select(part => part.Type.MediaType));
        Assert.Equal(MessageKind.AlreadyEnhanced, composer.Read(MimeJudge.Join(mail.Content), State.Envelope).Kind);

        const string Said = "This is the transcript of a voicemail that was delivered earlier without it.";
        var text = MimeJudge.Text(read);
        Assert.Contains("Please call me back.", text);
        Assert.Contains(Said, text.ReplaceLineEndings(" "));
        Assert.DoesNotContain("The recording is attached.", text);
        Assert.DoesNotContain("Caller: Ann", text);
        var html = MimeJudge.Html(read);
        Assert.Contains("Please call me back.", html);
        Assert.Contains(Said, html);
    }

    [Fact]
    public void Late_WrittenTwice_IsTheSameMail_AndAnotherRoundIsAnother()
    {
        var content = MessageCase.Octets(MessageCase.Mixed("{WAV}"));
        var first = MimeJudge.Join(Compose(content, 1, Heard("Hello"))!.Content);
        Assert.Equal(first, MimeJudge.Join(Compose(content, 1, Heard("Hello"))!.Content));
        Assert.NotEqual(first, MimeJudge.Join(Compose(content, 2, Heard("Hello"))!.Content));
    }

    /// <summary>Only what says who, to whom and about what is taken over, whatever else the PBX wrote.</summary>
    [Fact]
    public void Late_OfAMailWithOddFields_LeavesThemOut()
    {
        var content = MessageCase.Octets(
            "Received: by gw\nDisposition-Notification-To: pbx@x.example\nFrom: =?utf-8?Q?J=C3=B6rg?= <j@x.example>\n"
            + "X-Odd: \n folded\nTo: a@x.example,\n b@x.example\nSensitivity: Private\nMIME-Version: 1.0\n"
            + "Content-Type: audio/wav\nContent-Transfer-Encoding: base64\n\n" + Convert.ToBase64String(MessageCase.Wav) + "\n");
        var mail = Compose(content, 1, Heard("Hello"))!;
        var root = MimeJudge.Read(mail.Content).Root;
        Assert.Equal(
            ["Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Voicemail-Correlation-Id",
                "X-Voicemail-Status", "From", "To", "Sensitivity", "Subject", "MIME-Version", "Content-Type"],
            root.Fields.Select(field => field.Name));
        Assert.Equal(("Jörg <j@x.example>", "a@x.example, b@x.example", "[Transcribed] Voicemail"),
            (root.Text("From"), root.Text("To"), root.Text("Subject")));
        Assert.Equal($"<{Id}@gw.example>", root.Text("In-Reply-To"));
    }

    /// <summary>However odd the first mail is, the second is a plain one with the same people and subject.</summary>
    [Fact]
    public void Late_OfEveryKindOfVoicemail_IsWellFormedAndHasNothingOfItsBody()
    {
        var written = 0;
        foreach (var (name, content) in MessageCase.All)
        {
            if (Compose(content, 1, Heard("Hello"))?.Content is not { } pieces) continue;
            written++;
            var read = MimeJudge.Read(pieces);
            Assert.True(read.TooComplex is null && read.Root.HasEmptyLine, name);
            Assert.True(
                read.Parts().Select(part => part.Type.MediaType)
                    .SequenceEqual(["multipart/alternative", "text/plain", "text/html"]),
                name);
            Assert.True(read.Root.Children.All(part => part.Decode().Octets.Length > 0) && read.Root.IsClosed, name);
            var first = MimeJudge.Read(content).Root;
            foreach (var field in new[] { "From", "To", "Cc", "Reply-To" })
                Assert.True(first.RawValue(field) == read.Root.RawValue(field), $"{name}: {field}");
            var subject = first.RawValue("Subject")?.TrimStart() ?? "Voicemail";
            Assert.True(read.Root.RawValue("Subject")!.EndsWith(subject, StringComparison.Ordinal), name);
            foreach (var field in new[] { "Message-ID", "Date", "Subject", "MIME-Version", "Content-Type" })
                Assert.True(read.Root.Fields.Count(one => one.Is(field)) == 1, $"{name}: {field}");
        }

        Assert.InRange(written, 20, MessageCase.All.Count);
    }

    [Fact]
    public void Late_WithoutWords_IsNotWritten()
    {
        var content = MessageCase.Octets(MessageCase.Mixed("{WAV}"));
        Assert.Null(composer.ComposeLate(content, State, [], 1, At));
        Assert.Null(composer.ComposeLate("Subject: x\r\n\r\nJust text.\r\n"u8.ToArray(), State, [Heard("Hello")], 1, At));
        var quarantined = State with { Quarantine = new Quarantine(At, 1) };
        Assert.Null(composer.ComposeLate(content, quarantined, [Heard("Hello")], 1, At));
    }

    private static VoicemailState State => VoicemailState.Received(
        Id, At, new Envelope("ann@pbx.example", [new EnvelopeRecipient("bob@example.com")]), 100);

    private static TranscriptionState Heard(string text) => new()
    {
        Id = Id, Number = 1, CreatedAt = At, Language = "en-US",
        Result = new TranscriptionResult
        {
            Status = TranscriptStatus.Transcribed, At = At,
            Transcript = new Transcript
            {
                Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))], Language = "en-US", Engine = "x",
            },
        },
    };

    private ComposedMail? Compose(byte[] content, int round, TranscriptionState made) =>
        composer.ComposeLate(content, State, [made], round, At.AddDays(1));
}
