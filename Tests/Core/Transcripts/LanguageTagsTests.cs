using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class LanguageTagsTests
{
    [Theory]
    [InlineData("en-US", "en-US")]
    [InlineData(" de-CH,fr-CH ; it-CH", null)]
    [InlineData(" de-CH,fr-CH,, it-CH", "de-CH, fr-CH, it-CH")]
    [InlineData("cmn-Hans-CN, yue-Hant-HK, de, fr", "cmn-Hans-CN, yue-Hant-HK, de, fr")]
    public void Parse_Typed_HasOneForm(string typed, string? text) => Assert.Equal(text, LanguageTags.Parse(typed).Text);

    [Theory]
    [InlineData("", "must be a language like en-GB, or up to 4 of them with commas between")]
    [InlineData("de, fr, it, en, rm", "must be a language like en-GB, or up to 4 of them with commas between")]
    [InlineData("de-CH, german-language", "must be a language like en-GB or de-DE; 'german-language' is none")]
    [InlineData("de-CH, 7", "must be a language like en-GB or de-DE; '7' is none")]
    [InlineData("de\nX: y", "must be a language like en-GB or de-DE; 'de X: y' is none")]
    [InlineData("german", "must be a language like en-GB or de-DE; 'german' is none")]
    [InlineData("de-CH, de-ch", "has 'de-CH' twice")]
    public void Parse_Wrong_NamesIt(string typed, string problem) => Assert.Equal((null, problem), LanguageTags.Parse(typed));

    [Theory]
    [InlineData("fr-ch", "fr-CH"), InlineData("fr", "fr-CH"), InlineData("fr-FR", "fr-CH"), InlineData("DE-de", "de-DE")]
    [InlineData("it-it", "it-it"), InlineData("<script>", "de-CH"), InlineData("", "de-CH")]
    public void Match_WhatAnEngineWrote_IsOneOfTheAsked(string heard, string expected) =>
        Assert.Equal(expected, LanguageTags.Match(heard, ["de-CH", "fr-CH", "de-DE"]));
}
