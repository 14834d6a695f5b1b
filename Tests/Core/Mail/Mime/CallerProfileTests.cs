using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class CallerProfileTests
{
    [Theory]
    [InlineData("Voicemail Message (Ann Example > 201) From:4155550199", null, null, null, "Ann Example",
        "4155550199", "201")]
    [InlineData("Voicemail Message (212 > 210) From:212", null, null, null, null, "212", "210")]
    [InlineData("Voicemail Message (212 > Bob) From:212", null, null, null, null, "212", null)]
    [InlineData("New voicemail from Ann Example (415-555-0199) to mailbox 201", null, null, null, "Ann Example",
        "415-555-0199", "201")]
    [InlineData("Voice message from +1 415 555 0199", null, null, null, null, "+1 415 555 0199", null)]
    [InlineData("Message from Ann", null, null, null, "Ann", null, null)]
    [InlineData("x", "\"Ann Example\" <4155550199@pbx.example>", null, null, "Ann Example", "4155550199", null)]
    [InlineData("x", "\"IP Office\" <201@pbx.example>", null, null, null, "201", null)]
    [InlineData("x", null, "Hello,\r\nCaller: \"Ann\" <+1 415 555 0199>\r\nMailbox 201.", null, "Ann",
        "+1 415 555 0199", "201")]
    [InlineData("x", null, "From: 4155550199\r\nExtension: 33", null, null, "4155550199", "33")]
    [InlineData("x", null, null, "voicemail-from-4155550199-7.wav", null, "4155550199", null)]
    [InlineData("x", null, "Phone: +1 415 555 0199\r\nExt. 33", null, null, "+1 415 555 0199", "33")]
    [InlineData("Message from Ann", null, "Phone number: 4155550199", null, "Ann", "4155550199", null)]
    public void Read_KnownForm_FindsTheFacts(
        string subject, string? from, string? body, string? file, string? name, string? number, string? mailbox) =>
        Assert.Equal(new CallerFacts(name, number, mailbox, false), Read(subject, from, body, file));

    [Theory]
    [InlineData("Your weekly voicemail report", null, null, null)]
    [InlineData("CallPilot message 7af3", "Voicemail <voicemail@pbx.example>", null, null)]
    [InlineData("x", "Ann Example <ann@example.com>", "I was calling from 4155550199 yesterday.\r\nMailbox is full",
        "msg0042.wav")]
    [InlineData("Voicemail from voicemail@pbx.example", null, null, null)]
    public void Read_OtherForms_GuessesNothing(string subject, string? from, string? body, string? file) =>
        Assert.Equal(new CallerFacts(null, null, null, false), Read(subject, from, body, file));

    [Theory]
    [InlineData("x", "Caller: Anonymous")]
    [InlineData("Voicemail from unknown caller", null)]
    [InlineData("Voicemail Message (withheld > 201) From:withheld", null)]
    public void Read_Withheld_LooksNoFurther(string subject, string? body)
    {
        var facts = Read(subject, "\"201\" <201@pbx.example>", body, null);
        Assert.True(facts.IsWithheld);
        Assert.Null(facts.Number);
        Assert.Null(facts.Name);
    }

    /// <summary>The footer of whoever runs the PBX.</summary>
    [Theory]
    [InlineData("Voice message from 4155550199 for mailbox 4021", null, null, null, "4155550199", "4021")]
    [InlineData("Voicemail", "\"Ann Example\" <4155550199@pbx.example>", null, "Ann Example", "4155550199", "1000")]
    [InlineData("Voicemail", null, "voicemail-from-4155550199-7.wav", null, "4155550199", "1000")]
    public void Read_FooterWithAPhone_IsNotTheCaller(
        string subject, string? from, string? file, string? name, string number, string mailbox)
    {
        const string Footer = "You have a new message.\r\n\r\nIT Helpdesk\r\nPhone: 555-1000\r\nExt. 1000";
        Assert.Equal(new CallerFacts(name, number, mailbox, false), Read(subject, from, Footer, file));
    }

    [Theory]
    [InlineData("Voice message from anonymous", "IT Helpdesk\r\nPhone: 555-1000")]
    [InlineData("Voicemail", "Phone: 555-1000\r\nCaller: anonymous")]
    [InlineData("Voice message from 4155550199", "Phone: withheld")]
    public void Read_WithheldBesideAPhone_StaysWithheld(string subject, string body) =>
        Assert.Equal(new CallerFacts(null, null, null, true), Read(subject, "\"201\" <201@pbx.example>", body, null));

    [Fact]
    public void Read_BehindTheSignatureSeparator_NothingIsRead() =>
        Assert.Equal(
            new CallerFacts("Ann", null, "201", false),
            Read("Message from Ann", null, "Mailbox: 201\r\n-- \r\nCaller: 555-1000\r\nPhone: 555-1000", null));

    private static CallerFacts Read(string subject, string? from, string? body, string? file) =>
        CallerProfile.Read(subject, from is null ? null : AddressText.Parse(from), body, file);
}
