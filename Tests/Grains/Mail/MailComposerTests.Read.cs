using System.Text;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Mail;

/// <summary>What is read out of a mail.</summary>
public sealed partial class MailComposerTests
{
    [Fact]
    public void Read_Voicemail_GivesTheFacts()
    {
        var facts = Read(Voicemail);
        Assert.Equal(MessageKind.Voicemail, facts.Kind);
        Assert.Equal(("Ann Example", "+1 415 555 0199", "201"), (facts.CallerName, facts.CallerNumber, facts.Mailbox));
        Assert.Equal(new RecordingFacts(1, "msg.wav", "audio/wav", MessageCase.Wav.Length),
            Assert.Single(facts.Recordings));
        Assert.Equal("<m1@pbx.example>", facts.MessageId);
        Assert.True(facts.HasDate);
    }

    [Theory]
    [InlineData("M10-zip", "wav.zip"), InlineData("M10-tnef", "winmail.dat"), InlineData("M10-recording-in-a-message", "message/rfc822")]
    [InlineData("M28-no-recording", null), InlineData("M28-invitation", null)]
    public void Read_NoRecording_NamesWhatIsNotLookedInto(string name, string? closed)
    {
        var facts = Read(MessageCase.Named(name));
        Assert.Equal(MessageKind.NoRecording, facts.Kind);
        Assert.Equal(closed, facts.Unsearched is null ? null : Assert.Single(facts.Unsearched));
    }

    [Fact]
    public void Read_RecordingBesideAnArchive_NamesNothing()
    {
        const string Archive = "Content-Type: application/zip; name=more.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n";
        var facts = Read(MessageCase.Octets(MessageCase.Mixed("Content-Type: text/plain\n\nx\n--b1\n" + Archive + "--b1\n{WAV}")));
        Assert.Equal(MessageKind.Voicemail, facts.Kind);
        Assert.Null(facts.Unsearched);
    }

    [Fact]
    public void Read_ProfileForAnotherSender_IsNotTried()
    {
        var rules = new FixedRules<ProfileSet>(Profiles("""{ "name": "x", "from": "@elsewhere.example", "body": ["Caller: Ann {name} <{*}"] }"""));
        var live = new MailComposer(new MailComposerOptions { HostName = "gw.example" }, policies, rules, Nobody);
        Assert.Equal("Ann Example", live.Read(Voicemail, State.Envelope).CallerName);
        Assert.Equal("Example", live.Read(Voicemail, State.Envelope with { ReversePath = "vm@Elsewhere.example" }).CallerName);
    }

    [Fact]
    public void Read_NumberWithoutAName_HasTheNameOfTheDirectory_AlsoInTheMail()
    {
        var directory = new FixedRules<PeopleDirectory>(DirectoryFile.Parse("name;number\nBea Beispiel;001 (415) 555-0199\n").Value!);
        var live = new MailComposer(new MailComposerOptions { HostName = "gw.example" }, policies, new FixedRules<ProfileSet>(ProfileSet.None), directory);
        var nameless = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Voicemail).Replace("Ann Example", "PBX", StringComparison.Ordinal)
            .Replace("Voicemail from Ann", "Voicemail", StringComparison.Ordinal));
        var facts = live.Read(nameless, State.Envelope);
        Assert.Equal(("Bea Beispiel", true), (facts.CallerName, facts.IsNameFromDirectory));
        directory.Current = PeopleDirectory.None;
        var mail = MimeJudge.Join(live.Compose(nameless, State with { Facts = facts }, [Heard("Hello")]).Content);
        Assert.Contains("Bea Beispiel", MimeJudge.Text(MimeJudge.Read(mail)));
        facts = live.Read(Voicemail, State.Envelope);
        Assert.Equal(("Ann Example", false), (facts.CallerName, facts.IsNameFromDirectory));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Sensitivity: Normal\r\n", false)]
    [InlineData("Sensitivity: Private\r\n", true)]
    [InlineData("sensitivity:PERSONAL \r\n", true)]
    [InlineData("Sensitivity:\r\n Company-Confidential\r\n", true)]
    public void Read_Sensitivity_TellsWhatIsPrivate(string field, bool isPrivate) =>
        Assert.Equal(isPrivate, Read((byte[])[.. Encoding.ASCII.GetBytes(field), .. Voicemail]).IsPrivate);

    [Theory]
    [InlineData("M08-name-with-path", "msg.wav")]
    [InlineData("M08-name-with-nul", "ab.wav")]
    [InlineData("M088-name-in-8-bits", "J\u00f6.wav")]
    public void Read_HostileFileName_IsShownSafe(string name, string shown) =>
        Assert.Equal(shown, Assert.Single(Read(MessageCase.Named(name)).Recordings).FileName);

    [Fact]
    public void Read_SameMessageReceivedTwice_HashesEqual()
    {
        var again = Encoding.Latin1
            .GetBytes(Encoding.Latin1.GetString(Voicemail).Replace("ESMTP id x", "ESMTP id other"));
        Assert.Equal(Read(Voicemail).ContentHash, Read(again).ContentHash);
        Assert.NotEqual(Read(Voicemail).ContentHash, Read((byte[])[.. Voicemail, 1]).ContentHash);
    }

    [Fact]
    public void ReadRecording_ByNumber_GivesItsOctets()
    {
        Assert.Equal(MessageCase.Wav, composer.ReadRecording(Voicemail, 1)!.ToArray());
        Assert.Equal("audio/wav", composer.ReadRecording(Voicemail, 1)!.MediaType);
        Assert.Null(composer.ReadRecording(Voicemail, 0));
        Assert.Null(composer.ReadRecording(Voicemail, 2));
    }

    [Fact]
    public void Read_OwnMailThatCameBack_IsNotEnhancedAgain()
    {
        var composed = composer.Compose(Voicemail, State with { Quarantine = new Quarantine(At, 1) }, []);
        byte[] back = [.. "Received: from smarthost\r\n"u8, .. MimeJudge.Join(composed.Content)];
        Assert.Equal(MessageKind.AlreadyEnhanced, Read(back).Kind);
        var again = MimeJudge.Join(composer.Compose(back, State, []).Content);
        Assert.Equal(back, again[^back.Length..]);
    }
}
