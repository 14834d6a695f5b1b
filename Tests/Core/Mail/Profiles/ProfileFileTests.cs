using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Tests.Core.Mail.Profiles;

public sealed class ProfileFileTests
{
    private const string Whole = """
        {
          "profiles": [
            {
              "name": "Modular <Messaging> ü",
              "from": "@pbx.example.com",
              "subject": [
                "Voice message from {name} ({number}) for {mailbox}"
              ],
              "body": [
                "Caller: {name} <{number}>",
                "Mailbox number {mailbox}"
              ],
              "fileName": [
                "{*}-{number}.wav"
              ],
              "withheld": [
                "Unknown caller"
              ]
            },
            {
              "name": "Second",
              "body": [
                "{{x}} {caller}"
              ]
            }
          ]
        }

        """;

    [Fact]
    public void File_ReadAndWritten_IsTheSame() =>
        Assert.Equal(Whole.ReplaceLineEndings("\n"), ProfileFile.Write(ProfileFile.Parse(Whole).Value!).ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("nonsense", "It is not JSON (line 1): ")]
    [InlineData("[]", "It must be an object with a list \"profiles\".")]
    [InlineData("""{ "profiles": [], "x": 1 }""", "\"x\" is unknown: there is only \"profiles\".")]
    [InlineData("""{ "profiles": [3] }""", "Profile 1 is not an object.")]
    [InlineData("""{ "profiles": [{ "body": ["{name}"] }] }""", "A profile needs a name.")]
    [InlineData("""{ "profiles": [{ "name": "A" }] }""", "A reads nothing: write a pattern, or what stands in place of a withheld caller.")]
    [InlineData("""{ "profiles": [{ "name": "A", "body": "{name}" }] }""", "A: body is not a list of texts.")]
    [InlineData("""{ "profiles": [{ "name": "A", "body": ["{name}"], "regex": ".*" }] }""", "A: \"regex\" is unknown: there are name, from, subject, body, fileName and withheld.")]
    [InlineData("""{ "profiles": [{ "name": "A", "subject": ["x {nam}"] }] }""", "A: subject \"x {nam}\" has {nam}: there are only {name}, {number}, {caller}, {mailbox} and {*}.")]
    [InlineData("""{ "profiles": [{ "name": "A", "from": "pbx", "subject": ["{name}"] }] }""", "A: from \"pbx\" is neither an address (vm@example.com) nor a domain (@example.com).")]
    [InlineData("""{ "profiles": [{ "name": "A", "body": ["{name}"] }, { "name": "a", "body": ["{name}"] }] }""", "A: 2 profiles have this name.")]
    [InlineData("""{ "profiles": [{ "name": "A", "body": ["{name}"], "withheld": [" "] }] }""", "A: withheld \"\" is empty.")]
    public void Parse_WhatIsWrong_NamesProfileAndField(string text, string problem)
    {
        var parsed = ProfileFile.Parse(text);
        Assert.Null(parsed.Value);
        Assert.Contains(parsed.Problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Set_Changes_KeepTheOrderOfTheOthers()
    {
        var set = ProfileFile.Parse(Whole).Value!;
        Assert.Equal("Second, Modular <Messaging> ü", Names(set.Moved("SECOND", -1)));
        Assert.Equal(Names(set), Names(set.Moved("Second", 1)));
        Assert.Equal("Modular <Messaging> ü", Names(set.Without("second")));
        Assert.Equal("Renamed, Second", Names(set.With("Modular <Messaging> ü", set.Profiles[0] with { Name = "Renamed" })));
        Assert.Equal("Modular <Messaging> ü, Second, New", Names(set.With(null, set.Profiles[0] with { Name = "New" })));
    }

    [Fact]
    public void Suggestions_OfAMail_WouldReadIt()
    {
        var texts = new CallerTexts
        {
            Subject = "Voice message from Ann Example (+1 415 555 0199) for 4021",
            From = new AddressText(null, "vm@pbx.example.com"),
            Lines = ["Dear user,", "Caller name: Ann Example", "Phone: +1 415 555 0199", "Mailbox number 4021", "Time: 12:30 {UTC}"],
            FileName = "msg-20260115-14155550199.wav",
        };
        var draft = PatternSuggestions.Of(texts, CallerReader.Read(texts, ProfileSet.None).Facts);
        Assert.Equal("@pbx.example.com", draft.From);
        Assert.Equal(["Voice message from {name} ({number}) for {mailbox}"], draft.Subject);
        Assert.Equal(["Caller name: {name}", "Phone: {number}", "Mailbox number {mailbox}"], draft.Body);
        Assert.Equal(["msg-{*}-{number}.wav"], draft.FileName);
        var taught = (draft with { Name = "x" }).Parse().Value!;
        Assert.Equal(
            new CallerFacts("Ann Example", "+1 415 555 0199", "4021", false),
            CallerReader.Read(texts, new ProfileSet([taught])).Facts);
    }

    [Fact]
    public void Suggestions_OfAMailThatIsNotUnderstood_GuessFromItsForm()
    {
        var texts = new CallerTexts
        {
            Subject = "You have a call from Ann Example, 415-555-0199 to 4021",
            Lines = ["Extension name: 4021", "Name = Ann", "Date: 2026-01-15", "Time: 12.30", "Tel: 030 12345", "Thank you"],
        };
        var draft = PatternSuggestions.Of(texts, new CallerFacts(null, null, null, false));
        Assert.Equal(["You have a call from {name}, {number} to {mailbox}"], draft.Subject);
        Assert.Equal(["Extension name: {mailbox}", "Name = {name}", "Tel: {number}"], draft.Body);
        Assert.Empty(draft.FileName);
    }

    private static string Names(ProfileSet set) => string.Join(", ", set.Profiles.Select(profile => profile.Name));
}
