using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Tests.Core.Mail.Profiles;

public sealed class CallerReaderTests
{
    private static readonly CallerTexts Texts = new()
    {
        Subject = "Sprachnachricht von Anna Beispiel für 4021",
        From = new AddressText("Telefonanlage", "vm@pbx.example.com"),
        Lines = ["Guten Tag,", "Rufnummer: 030 123456", "Mailbox: 4022"],
        FileName = "vm-20260115-4155550199.wav",
    };

    [Fact]
    public void Profile_ReadsWhatItFinds_AndSaysWhere()
    {
        var read = Read(Texts, """{ "name": "Anlage", "subject": ["Sprachnachricht von {caller} für {mailbox}"], "body": ["Rufnummer: {number}"] }""");
        Assert.Equal(new CallerFacts("Anna Beispiel", "030 123456", "4021", false), read.Facts);
        Assert.Equal(new FactOrigin("Anlage", FactPlace.Subject, "Sprachnachricht von {caller} für {mailbox}", Texts.Subject!), read.Name);
        Assert.Equal(new FactOrigin("Anlage", FactPlace.Body, "Rufnummer: {number}", "Rufnummer: 030 123456"), read.Number);
    }

    [Fact]
    public void FactsNotFound_FallThroughToTheNextProfileAndToTheBuiltInOne()
    {
        var read = Read(
            Texts,
            """{ "name": "one", "subject": ["Sprachnachricht von {name} für {*}"] }""",
            """{ "name": "two", "subject": ["{name} für {*}"], "fileName": ["{*}-{number}.wav"] }""");
        Assert.Equal(new CallerFacts("Anna Beispiel", "4155550199", "4022", false), read.Facts);
        Assert.Equal(("one", "two"), (read.Name!.Profile, read.Number!.Profile));
        Assert.Equal(new FactOrigin(null, FactPlace.Body, null, "Mailbox: 4022"), read.Mailbox);
    }

    [Theory]
    [InlineData("vm@pbx.example.com", "x@elsewhere.example", true)]
    [InlineData("@PBX.example.com", null, true)]
    [InlineData("@elsewhere.example", "x@elsewhere.example", true)]
    [InlineData("@example.com", "x@elsewhere.example", false)]
    [InlineData("other@pbx.example.com", null, false)]
    public void From_IsTheFromFieldOrTheSender(string from, string? sender, bool applies)
    {
        var read = Read(Texts with { Sender = sender }, $$"""{ "name": "one", "from": "{{from}}", "body": ["Rufnummer: {number}"] }""");
        Assert.Equal(applies ? "030 123456" : null, read.Facts.Number);
    }

    [Theory]
    [InlineData("Sprachnachricht von unbekanntem  Teilnehmer")]
    [InlineData("Sprachnachricht von Unknown")]
    public void Withheld_EndsTheSearchForACaller(string subject)
    {
        var read = Read(
            Texts with { Subject = subject },
            """{ "name": "one", "subject": ["Sprachnachricht von {caller}"], "withheld": ["Unbekanntem Teilnehmer"] }""",
            """{ "name": "two", "body": ["Rufnummer: {number}"] }""");
        Assert.Equal(new CallerFacts(null, null, "4022", true), read.Facts);
        Assert.Equal("one", read.Withheld!.Profile);
    }

    [Fact]
    public void Withheld_OfAProfileWithoutPatterns_HoldsForTheBuiltInRulesToo()
    {
        var texts = Texts with { Lines = ["Caller: Nicht bekannt"] };
        Assert.Equal("Nicht bekannt", Read(texts).Facts.Name);
        Assert.True(Read(texts, """{ "name": "one", "withheld": ["nicht bekannt"] }""").Facts.IsWithheld);
    }

    [Fact]
    public void Number_PutInPlaceOfByAWithheldWord_IsWithheld()
    {
        var read = Read(
            Texts with { Subject = "Anruf von Lobby (kein Anschluss)" },
            """{ "name": "one", "subject": ["Anruf von {name} ({number})"], "withheld": ["Kein Anschluss"] }""");
        Assert.True(read.Facts.IsWithheld);
        Assert.Null(read.Facts.Name);
    }

    private static CallerReading Read(CallerTexts texts, params string[] profiles)
    {
        var parsed = ProfileFile.Parse($$"""{ "profiles": [ {{string.Join(',', profiles)}} ] }""");
        Assert.Equal([], parsed.Problems);
        return CallerReader.Read(texts, parsed.Value!);
    }
}
