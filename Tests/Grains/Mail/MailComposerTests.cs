using System.Text;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Mail;

public sealed partial class MailComposerTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationId Id = CorrelationId.Create(At, new byte[CorrelationId.EntropyLength]);

    private static readonly byte[] Voicemail = MessageCase.Octets(
        MessageCase.Mixed("Content-Type: text/plain\n\nCaller: Ann Example <+1 415 555 0199>\nMailbox: 201\n--b1\n{WAV}"));

    private readonly FixedRules<VoicemailPolicies> policies = new(new(new VoicemailPolicy()));
    private readonly MailComposer composer;

    public MailComposerTests() => composer = new(
        new MailComposerOptions { HostName = "gw.example" }, policies, new FixedRules<ProfileSet>(ProfileSet.None), Nobody);

    private static FixedRules<PeopleDirectory> Nobody => new(PeopleDirectory.None);

    private static VoicemailState State => VoicemailState.Received(
        Id, At, new Envelope("ann@pbx.example",
            [new EnvelopeRecipient("bob@example.com", null, "rfc822;bob+2Bx@example.com")]), Voicemail.Length);

    [Fact]
    public void Compose_AfterAProfileChanged_StillHasTheCallerThatWasReadAtFirst()
    {
        var rules = new FixedRules<ProfileSet>(Profiles("""{ "name": "x", "from": "ANN@pbx.example", "body": ["Caller: Ann {name} <{*}"], "subject": ["{*} from Ann{mailbox}"] }"""));
        var live = new MailComposer(new MailComposerOptions { HostName = "gw.example" }, policies, rules, Nobody);
        var facts = live.Read(Voicemail, State.Envelope);
        Assert.Equal(("Example", "+1 415 555 0199", "201", false), (facts.CallerName, facts.CallerNumber, facts.Mailbox, facts.IsNumberWithheld));
        var first = MimeJudge.Join(live.Compose(Voicemail, State with { Facts = facts }, [Heard("Hello")]).Content);
        rules.Current = ProfileSet.None;
        Assert.Equal("Ann Example", live.Read(Voicemail, State.Envelope).CallerName);
        Assert.Equal(first, MimeJudge.Join(live.Compose(Voicemail, State with { Facts = facts }, [Heard("Hello")]).Content));
        Assert.Contains("Example", MimeJudge.Text(MimeJudge.Read(first)));

        // A state of an older version does not say whether the caller was withheld.
        var old = State with { Facts = facts with { IsNumberWithheld = null, CallerName = null, CallerNumber = null } };
        var again = MimeJudge.Read(live.Compose(Voicemail, old, [Heard("Hello")]).Content);
        Assert.Contains("Ann Example", MimeJudge.Text(again));
    }

    [Fact]
    public void Compose_InQuarantine_AddsItsTraceAndLooksAtNothing()
    {
        byte[] content = [.. "Received: by gw.example\r\n"u8, .. new byte[] { 0, 13, 13, 255 }];
        var state = State with { Quarantine = new Quarantine(At, 1), Resends = 1 };
        var mail = composer.Compose(content, state, []);
        Assert.Null(mail.Status);
        Assert.Equal($"X-Voicemail-Correlation-Id: {Id}\r\n", Encoding.ASCII.GetString(mail.Content[0].Span));
        Assert.Equal(content, mail.Content[1].ToArray());
        var resent = composer.ComposeResend(content, state, [], Again(1), At);
        Assert.StartsWith("Resent-From: ", Encoding.ASCII.GetString(resent.Content[0].Span), StringComparison.Ordinal);
        Assert.Equal(content, resent.Content[1].ToArray());
    }

    [Fact]
    public void Compose_Transcribed_TagsAndStamps()
    {
        var mail = composer.Compose(Voicemail, State, [Heard("Please call me back.")]);
        var read = MimeJudge.Read(mail.Content);
        Assert.Equal("transcribed", mail.Status);
        Assert.Equal("[Transcribed] Voicemail from Ann", read.Root.Text("Subject"));
        Assert.Equal(Id.Value, read.Root.Text("X-Voicemail-Correlation-Id"));
        Assert.Equal("transcribed", read.Root.Text("X-Voicemail-Status"));
        Assert.Contains("Please call me back.", MimeJudge.Text(read));
    }

    [Theory]
    [InlineData("[Board]", "[Board] Voicemail from Ann"), InlineData(" [Board] ", "[Board] Voicemail from Ann"), InlineData("", "Voicemail from Ann")]
    public void Compose_WithAPolicyOnTheSubject_TagsSo(string tag, string subject)
    {
        policies.Current = new(new VoicemailPolicy(), [new() { Name = "Board", Mailboxes = ["201"], SubjectTag = tag }]);
        var state = State with { Facts = Read(Voicemail) };
        foreach (var transcriptions in (TranscriptionState[][])[[Heard("Hello")], []])
            Assert.Equal(subject, MimeJudge.Read(composer.Compose(Voicemail, state, transcriptions).Content).Root.Text("Subject"));
        Assert.Equal("[Audio] Voicemail from Ann", MimeJudge.Read(composer.Compose(Voicemail, State, []).Content).Root.Text("Subject"));
    }

    [Theory]
    [InlineData("de-CH", "Montag, 4. Mai 2026, 12:00\u00a0Uhr (UTC)", "Ursprüngliche Nachricht", "Sprachnachricht")]
    [InlineData("fr-CA", "lundi 4 mai 2026 à 12:00 (UTC)", "Message d’origine", "Message vocal")]
    [InlineData("es-MX", "lunes, 4 de mayo de 2026, 12:00 (UTC)", "Mensaje original", "Mensaje de voz")]
    [InlineData("it-IT", "Monday, 4 May 2026, 12:00 (UTC)", "Original message", "Voicemail")]
    public void Compose_InTheLanguageOfThePolicy_SpeaksItThroughout(string tag, string time, string heading, string subject)
    {
        policies.Current = new(new VoicemailPolicy(), [new() { Name = "Language", Recipients = ["@example.com"], Language = tag }]);
        var read = MimeJudge.Read(composer.Compose(Voicemail, State, [Heard("Hello")]).Content);
        Assert.Contains(time, MimeJudge.Text(read), StringComparison.Ordinal);
        Assert.Contains(heading, MimeJudge.Text(read), StringComparison.Ordinal);
        var without = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Voicemail).Replace("Subject: Voicemail from Ann", "X-Nothing: x", StringComparison.Ordinal));
        Assert.Equal($"[Transcribed] {subject}", MimeJudge.Read(composer.Compose(without, State, [Heard("Hello")]).Content).Root.Text("Subject"));
    }

    /// <summary>Gmail clips what is larger, and with it the footer.</summary>
    [Theory]
    [InlineData("\u0416\u0434\u0438 "), InlineData("<&> "), InlineData("word "), InlineData("\U0001f600\n")]
    public void Compose_HugeTranscriptAndHugeOriginal_StaysBelow102Kilobytes(string said)
    {
        var text = string.Concat(Enumerable.Repeat(said, 40_000 / said.Length));
        var content = MessageCase.Octets(MessageCase.Mixed("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            + Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).Replace("\r", "", StringComparison.Ordinal) + "\n--b1\n{WAV}"));
        var mail = MimeJudge.Read(composer.Compose(content, State, [Heard(text.Replace("\n", " ", StringComparison.Ordinal).Trim())]).Content);
        Assert.InRange(MimeJudge.Html(mail).Length, 40_000, 102_000);
    }

    [Fact]
    public void Compose_WithoutResult_SaysSentWithoutWaiting()
    {
        var mail = composer.Compose(Voicemail, State, []);
        var read = MimeJudge.Read(mail.Content);
        Assert.Equal("not-transcribed", mail.Status);
        Assert.Equal("[Audio] Voicemail from Ann", read.Root.Text("Subject"));
        Assert.Contains("Sent without waiting for the transcript. The recording is attached.", MimeJudge.Text(read));
    }

    [Fact]
    public void Compose_Twice_ChangesNothing()
    {
        var once = MimeJudge.Join(composer.Compose(Voicemail, State, [Heard("Hello")]).Content);
        Assert.Equal(MessageKind.AlreadyEnhanced, Read(once).Kind);
        Assert.Equal(once, MimeJudge.Join(composer.Compose(once, State, [Heard("Hello")]).Content));
    }

    [Fact]
    public void Compose_DateAndMessageIdMissing_AreSupplied()
    {
        var bare = MessageCase.Octets("Subject: x\n\nJust text.\n");
        var root = MimeJudge.Read(composer.Compose(bare, State, []).Content).Root;
        Assert.Equal("Mon, 04 May 2026 12:00:00 +0000", root.Text("Date"));
        Assert.Equal($"<{Id}@gw.example>", root.Text("Message-ID"));
        var signed = MimeJudge.Read(composer.Compose((byte[])[.. "DKIM-Signature: v=1\r\n"u8, .. bare], State, []).Content).Root;
        Assert.Null(signed.Field("Date"));
        Assert.Null(signed.Field("Message-ID"));
    }

    [Fact]
    public void ComposeResend_Always_PutsTheResentBlockOnTop()
    {
        var mail = composer.ComposeResend(Voicemail, State with { Resends = 2 }, [Heard("Hello")], Again(2), At.AddDays(1));
        var fields = MimeJudge.Read(mail.Content).Root.Fields;
        Assert.Equal(["Resent-From", "Resent-Date", "Resent-Message-ID"], fields.Take(3).Select(field => field.Name));
        Assert.Equal("transcribed", mail.Status);
    }

    [Fact]
    public void ComposeResend_OfACorrection_SaysSoAndHasANameOfItsOwn()
    {
        var state = State with
        {
            Facts = Read(Voicemail), Resends = 1,
            Corrections = [new TranscriptCorrection(1, 3, "Please ring <Anna> back.", "eva", At, null)],
        };
        var first = MimeJudge.Read(composer.Compose(Voicemail, state, [Heard("Please")]).Content).Root;
        Assert.Equal("<m1@pbx.example>", first.Text("Message-ID"));
        var mail = composer.ComposeResend(Voicemail, state, [Heard("Please call me back.")], Again(1), At.AddDays(1));
        var read = MimeJudge.Read(mail.Content);
        Assert.Equal("transcribed", mail.Status);
        Assert.Equal("[Corrected] Voicemail from Ann", read.Root.Text("Subject"));
        Assert.Equal($"<{Id}.correction3@gw.example>",
            HeaderText.Decode(MimeJudge.Octets(read.Root, Assert.Single(read.Root.Fields, field => field.Is("Message-ID")).Value)));
        Assert.Equal("<m1@pbx.example>", read.Root.Text("In-Reply-To"));
        Assert.Equal("<m1@pbx.example>", read.Root.Text("References"));
        var text = MimeJudge.Text(read);
        Assert.Contains("Please ring <Anna> back.", text);
        Assert.Contains("The transcript was corrected by hand;", text);
        var html = MimeJudge.Html(read);
        Assert.Contains("ring &lt;Anna&gt; back.", html);
    }

    [Fact]
    public void ComposeReport_Refused_NamesRecipientAndReply()
    {
        Delivery refused = new()
        {
            Recipient = "bob@example.com", Since = At, State = DeliveryState.Refused, RepliedAt = At,
            Reply = new DeliveryReply(550, "5.1.1", "no such user", "mx.example:25"),
        };
        var report = Encoding.UTF8
            .GetString(composer.ComposeReport(Id.Derive("dsn"), Voicemail, State, [refused], At).Span);
        Assert.Contains("Final-Recipient: rfc822;bob@example.com\r\n", report);
        Assert.Contains("Original-Recipient: rfc822;bob+x@example.com\r\n", report);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n", report);
        Assert.Equal(MessageKind.Automatic, Read(Encoding.UTF8.GetBytes(report)).Kind);
    }

    private static Delivery Again(int round) => new() { Recipient = "bob@example.com", Round = round, Since = At };

    private static TranscriptionState Heard(string text) => new()
    {
        Id = Id, Number = 1, CreatedAt = At, Language = "en-US",
        Result = new TranscriptionResult
        {
            Status = TranscriptStatus.Transcribed, At = At, Duration = TimeSpan.FromSeconds(12),
            Transcript = new Transcript { Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))],
                Language = "en-US", Engine = "fake" },
        },
    };

    private static ProfileSet Profiles(string profile) => ProfileFile.Parse($$"""{ "profiles": [ {{profile}} ] }""").Value!;

    private MessageFacts Read(byte[] content) => composer.Read(content, State.Envelope);
}
