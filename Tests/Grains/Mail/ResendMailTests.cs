using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Mail;

/// <summary>Mails that are not the first of their message: what they are called, and what they keep.</summary>
public sealed class ResendMailTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly CorrelationId Id = CorrelationId.Create(At, new byte[CorrelationId.EntropyLength]);
    private static readonly byte[] Voicemail = MessageCase.Octets(MessageCase.Usual);

    private readonly FixedRules<VoicemailPolicies> policies = new(new(new VoicemailPolicy()));
    private readonly MailComposer composer;

    public ResendMailTests() => composer = new(
        new MailComposerOptions { HostName = "gw.example" }, policies,
        new FixedRules<ProfileSet>(ProfileSet.None), new FixedRules<PeopleDirectory>(PeopleDirectory.None));

    private static VoicemailState State => VoicemailState.Received(
        Id, At, new Envelope("ann@pbx.example", [new EnvelopeRecipient("bob@example.com")]), Voicemail.Length);

    [Fact]
    public void Resend_OfWhatIsThere_KeepsItsName()
    {
        var root = Read(Resend(hasOtherCopy: false)).Root;
        Assert.Equal("<m1@pbx.example>", root.Text("Message-ID"));
        Assert.Null(root.Field("In-Reply-To"));
        Assert.Equal($"<{Id}.resend2@gw.example>", root.Text("Resent-Message-ID"));
    }

    /// <summary>Exchange and Gmail would drop it for the copy without words that is there.</summary>
    [Fact]
    public void Resend_WithWordsThatACopyLacked_HasANameOfItsOwn()
    {
        var root = Read(Resend(hasOtherCopy: true)).Root;
        var name = Assert.Single(root.Fields, field => field.Is("Message-ID"));
        Assert.Equal($"<{Id}.resend2@gw.example>", HeaderText.Decode(MimeJudge.Octets(root, name.Value)));
        Assert.Equal(("<m1@pbx.example>", "<m1@pbx.example>"), (root.Text("In-Reply-To"), root.Text("References")));
    }

    [Theory]
    [InlineData(0), InlineData(2)]
    public void Bare_IsTheMailAsItCame_UnderItsFieldsOnTop(int round)
    {
        var mail = composer.ComposeBare(Voicemail, State, Again(round, hasOtherCopy: false), At);
        Assert.Equal("not-transcribed", mail.Status);
        var octets = MimeJudge.Join(mail.Content);
        Assert.Equal(Voicemail, octets[^Voicemail.Length..]);
        var fields = MimeJudge.Read(octets).Root.Fields.Select(field => field.Name);
        string[] expected = [TraceFields.CorrelationId, TraceFields.Status, "Received"];
        Assert.Equal(
            round == 0 ? expected : ["Resent-From", "Resent-Date", "Resent-Message-ID", .. expected],
            fields.Take(round == 0 ? 3 : 6));
    }

    [Theory]
    [InlineData("de, en", "de")]
    [InlineData("fr, de-CH", "fr")]
    [InlineData("de-CH, fr-CH", "de")]
    [InlineData("xx, de", "en")]
    public void Mail_OfAHouseWithSeveralLanguages_IsInTheFirst(string languages, string expected)
    {
        policies.Current = new(new VoicemailPolicy { Language = languages });
        var wording = PreviewWording.For(expected);
        Assert.Contains(wording.Title, MimeJudge.Text(Read(composer.Compose(Voicemail, State, [Heard]))));
        var late = composer.ComposeLate(Voicemail, State, [Heard], 1, At)!;
        Assert.Contains($"<html lang=\"{expected}\">", MimeJudge.Html(Read(late)));
    }

    private static TranscriptionState Heard => new()
    {
        Id = Id, Number = 1, CreatedAt = At, Language = "en-US",
        Result = new TranscriptionResult
        {
            Status = TranscriptStatus.Transcribed, At = At, Duration = TimeSpan.FromSeconds(12),
            Transcript = new Transcript { Words = [new TranscriptWord("Hello")], Language = "en-US", Engine = "fake" },
        },
    };

    private static Delivery Again(int round, bool hasOtherCopy) =>
        new() { Recipient = "bob@example.com", Round = round, Since = At, HasOtherCopy = hasOtherCopy };

    private static MimeMessage Read(ComposedMail mail) => MimeJudge.Read(mail.Content);

    private ComposedMail Resend(bool hasOtherCopy) =>
        composer.ComposeResend(Voicemail, State with { Resends = 3 }, [Heard], Again(2, hasOtherCopy), At.AddDays(1));
}
