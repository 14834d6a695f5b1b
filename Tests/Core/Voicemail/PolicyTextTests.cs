using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class PolicyTextTests
{
    private static readonly string[] Roles = ["helpdesk", "operator", "admin", "auditor"];

    [Fact]
    public void Parse_EveryField_IsRead()
    {
        var rules = PolicyText.Parse(
            """
            { "rules": [
                { "name": " Board ", "recipients": ["ceo@example.com", "@board.example.com"], "mailboxes": ["2001", "30*"],
                  "engines": "on-premises", "listen": ["admin", "admin"], "removeHeaders": ["Bcc"] },
                { "name": "Québec", "language": "fr-CA", "deliverByMinutes": 2, "confidenceMin": 0.7, "subjectTag": "",
                  "lateTranscript": false, "retentionDays": 7.5, "redact": "cards", "profanity": "mask" } ] }
            """, Roles).Value!;
        var (board, quebec) = (rules[0], rules[1]);
        Assert.Equal(("Board", EngineChoice.OnPremises), (board.Name, board.Engines));
        Assert.Equal(["ceo@example.com", "@board.example.com"], board.Recipients);
        Assert.Equal(["2001", "30*"], board.Mailboxes);
        Assert.Equal(["admin"], board.Listen!);
        Assert.Equal(["Bcc"], board.RemovedHeaders!);
        Assert.Equal((null, null, null, null, null), (board.Language, board.DeliverBy, board.ConfidenceMin, board.SubjectTag, board.Retention));
        Assert.Equal(
            new PolicyRule
            {
                Name = "Québec", Language = "fr-CA", DeliverBy = TimeSpan.FromMinutes(2), ConfidenceMin = 0.7, SubjectTag = "",
                Redaction = RedactionLevel.Cards, MaskProfanity = true,
                LateTranscript = false, Retention = TimeSpan.FromDays(7.5), Recipients = quebec.Recipients, Mailboxes = quebec.Mailboxes,
            },
            quebec);
        Assert.True(quebec.IsForEverybody);
    }

    [Theory]
    [InlineData("""{"name":"A"}""", "Rule “A”: says nothing. Give it at least one of engines, language, deliverByMinutes, lateTranscript, confidenceMin, redact, profanity, subjectTag, removeHeaders, retentionDays, listen.")]
    [InlineData("""{"engines":"off"}""", "Rule 1, name: must be a text of 1 to 60 characters.")]
    [InlineData("""{"name":7,"engines":"off"}""", "Rule 1, name: must be a text of 1 to 60 characters.")]
    [InlineData("""{"name":"A","engine":"off","language":"de"}""", "Rule “A”, engine: is not known.")]
    [InlineData("""{"name":"A","engines":"cloud"}""", "Rule “A”, engines: must be one of off, on-premises, any.")]
    [InlineData("""{"name":"A","engines":"off","engines":"any"}""", "Rule “A”, engines: stands there twice.")]
    [InlineData("""{"name":"A","engines":null}""", "Rule “A”, engines: must be one of off, on-premises, any.")]
    [InlineData("""{"name":"A","language":"French (Canada)"}""", "Rule “A”, language: must be a language like en-GB or de-DE; 'French (Canada)' is none.")]
    [InlineData("""{"name":"A","language":"fr--CA"}""", "Rule “A”, language: must be a language like en-GB or de-DE; 'fr--CA' is none.")]
    [InlineData("""{"name":"A","language":"de-CH, fr_CH"}""", "Rule “A”, language: must be a language like en-GB or de-DE; 'fr_CH' is none.")]
    [InlineData("""{"name":"A","language":["de-CH"]}""", "Rule “A”, language: must be a language like en-GB, or up to 4 of them with commas between.")]
    [InlineData("""{"name":"A","deliverByMinutes":"2"}""", "Rule “A”, deliverByMinutes: must be a number from 0.1 to 1440.")]
    [InlineData("""{"name":"A","lateTranscript":"yes"}""", "Rule “A”, lateTranscript: must be true or false.")]
    [InlineData("""{"name":"A","deliverByMinutes":0}""", "Rule “A”, deliverByMinutes: must be a number from 0.1 to 1440.")]
    [InlineData("""{"name":"A","confidenceMin":70}""", "Rule “A”, confidenceMin: must be a number from 0 to 1.")]
    [InlineData("""{"name":"A","retentionDays":1e400}""", "Rule “A”, retentionDays: must be a number from 0.1 to 3650.")]
    [InlineData("""{"name":"A","subjectTag":"a\r\nBcc: x"}""", "Rule “A”, subjectTag: must be a text of up to 60 characters; an empty one is for no tag.")]
    [InlineData("""{"name":"A","redact":true}""", "Rule “A”, redact: must be one of off, cards, all.")]
    [InlineData("""{"name":"A","profanity":"on"}""", "Rule “A”, profanity: must be one of show, mask.")]
    [InlineData("""{"name":"A","listen":["boss"]}""", "Rule “A”, listen: must list at least one of helpdesk, operator, admin, auditor, and nothing else.")]
    [InlineData("""{"name":"A","listen":[]}""", "Rule “A”, listen: must list at least one of helpdesk, operator, admin, auditor, and nothing else.")]
    [InlineData("""{"name":"A","removeHeaders":["From"]}""", "Rule “A”, removeHeaders: must list at least one of DKIM-Signature, Bcc, and nothing else.")]
    [InlineData("""{"name":"A","engines":"off","recipients":[]}""", "Rule “A”, recipients: must be a list of texts with something in it. Leave it out for everybody.")]
    [InlineData("""{"name":"A","engines":"off","recipients":"a@b"}""", "Rule “A”, recipients: must be a list of texts with something in it. Leave it out for everybody.")]
    [InlineData("""{"name":"A","engines":"off","recipients":["anna"]}""", "Rule “A”, recipients: 'anna' is neither an address nor @domain.")]
    [InlineData("""{"name":"A","engines":"off","mailboxes":[" "]}""", "Rule “A”, mailboxes: has an empty entry, or one that is too long.")]
    [InlineData("""{"name":"A","engines":"off","mailboxes":[2001]}""", "Rule “A”, mailboxes: must be a list of texts with something in it. Leave it out for everybody.")]
    [InlineData("""7""", "Rule 1 must be an object with a name.")]
    public void Parse_ARuleThatIsWrong_NamesTheRuleAndTheField(string rule, string problem) =>
        Assert.Equal([problem], PolicyText.Parse($$"""{"rules":[{{rule}}]}""", Roles).Problems);

    [Theory]
    [InlineData("[]", "It must be an object with a list of rules.")]
    [InlineData("{}", "'rules' must be a list of rules.")]
    [InlineData("""{"rules":{}}""", "'rules' must be a list of rules.")]
    [InlineData("""{"rules":[],"rules":[]}""", "'rules' stands there twice.")]
    [InlineData("""{"rules":[],"defaults":{}}""", "'defaults' is unknown here; the only field is 'rules'.")]
    [InlineData("""{"rules":[{"name":"\ud800","engines":"off"}]}""", "A text in it has half a character, written as \\u....")]
    public void Parse_WhatIsNoListOfRules_SaysSo(string text, string problem) =>
        Assert.Equal([problem], PolicyText.Parse(text, Roles).Problems);

    [Fact]
    public void Parse_WhatIsNoJson_NamesTheLine() => Assert.StartsWith(
        "Line 2 is not JSON: ", Assert.Single(PolicyText.Parse("{\n \"rules\": [,] }", Roles).Problems), StringComparison.Ordinal);

    [Fact]
    public void Parse_SeveralThingsWrong_SaysAllOfThem()
    {
        var parsed = PolicyText.Parse(
            """{"rules":[{"name":"A","engines":"x"},{"name":"a","language":"de","retentionDays":-1}]}""", Roles);
        Assert.Null(parsed.Value);
        Assert.Equal(
            [
                "Rule “A”, engines: must be one of off, on-premises, any.",
                "Rule “a”, retentionDays: must be a number from 0.1 to 3650.",
                "Rule “A”, name: 2 rules are called so.",
            ],
            parsed.Problems);
    }

    [Fact]
    public void Parse_AnyText_IsUnderstoodOrSaysWhy()
    {
        var random = new Random(7);
        string[] pieces =
            ["{", "}", "[", "]", ":", ",", "\"rules\"", "\"name\"", "\"A\"", "\"engines\"", "\"off\"", "\"listen\"", "\"\\ud800\"", "1e999", "null", "-1", "\"recipients\"", " ", "\0", "*", "@"];
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (n % 2 == 0) text = $"{{\"rules\":[{{\"name\":\"A\",{text}}}]}}";
            var parsed = PolicyText.Parse(text, Roles);
            Assert.True(parsed.Value is null == parsed.Problems.Count > 0, text);
        }
    }
}
