using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Tests.Core.Mail.Profiles;

/// <summary>What is read without a profile of the site, by the form that each system's mails have by default.</summary>
public sealed class KnownProfilesTests
{
    [Theory]
    [InlineData("Voicemail Message (Ann Example > Bert) From:4155550199", "", "Ann Example", "4155550199", null)]
    [InlineData("Voicemail Message (4155550199 > 201) From:4155550199", "", null, "4155550199", "201")]
    [InlineData("Voice Message from Ann Example (4155550199)", "", "Ann Example", "4155550199", null)]
    [InlineData("Voice message from 4155550199 for mailbox 4021", "", null, "4155550199", "4021")]
    [InlineData("[PBX]: New message 3 in mailbox 1234", "\tJust wanted to let you know you were just left a 0:12 long message (number 3)\nin mailbox 1234 from \"Ann Example\" <4155550199>, on Thursday, January 15, 2026 at 10:31:00 AM so you might\nwant to check it when you get a chance.  Thanks!", "Ann Example", "4155550199", "1234")]
    [InlineData("New message 1 in mailbox 88", "a 0:03 long message (number 1) in mailbox 88 from 4155550199, on Thursday so you might", null, "4155550199", "88")]
    [InlineData("[PBX]: New message 3 in mailbox 1234", "There is a new voicemail in mailbox 1234:\n\n\tFrom:\t\"Ann Example\" <4155550199>\n\tLength:\t0:12 seconds", "Ann Example", "4155550199", "1234")]
    [InlineData("Message from Ann Example (4155550199)", "", "Ann Example", "4155550199", null)]
    [InlineData("Message from 4155550199", "", null, "4155550199", null)]
    [InlineData("New Voicemail from Ann Example (4155550199)", "", "Ann Example", "4155550199", null)]
    [InlineData("Call for papers: messages in mailbox design", "We met in mailbox 12 last year", null, null, null)]
    public void Mail_OfAKnownForm_IsRead(string subject, string body, string? name, string? number, string? mailbox)
    {
        var read = Read(subject, body);
        Assert.Equal(new CallerFacts(name, number, mailbox, false), read.Facts);
    }

    [Theory]
    [InlineData("[PBX]: New message 3 in mailbox 1234", "in mailbox 1234 from an unknown caller, on Thursday so you might\nCaller: 4155550199")]
    [InlineData("Message from an unidentified caller", "")]
    [InlineData("Message from Unknown sender", "")]
    public void Mail_WhoseCallerIsWithheld_NamesNobody(string subject, string body)
    {
        var facts = Read(subject, body).Facts;
        Assert.True(facts.IsWithheld);
        Assert.Null(facts.Name ?? facts.Number);
    }

    private static CallerReading Read(string subject, string body) => CallerReader.Read(
        new CallerTexts
        {
            Subject = subject, From = new AddressText("Voicemail", "vm@pbx.example"), Lines = CallerTexts.LinesOf(body), FileName = "msg0003.wav",
        },
        ProfileSet.None);
}
