using System.Text.Json.Nodes;
using VoicemailOrleans.Grains;
using static VoicemailOrleans.Tests.Fakes.FakeGoogleReplies;

namespace VoicemailOrleans.Tests.Silo.Speech.Google;

public sealed class GoogleLanguageTests : GoogleFixture
{
    private const string Swiss = "de-CH, fr-CH, it-CH, en-GB";

    [Fact]
    public async Task TranscribeAsync_SeveralLanguages_AsksForAllAndSaysWhichItWas()
    {
        Google.Hear = _ => [In("de-ch", Result("Guten Tag", 0.9)), In("fr-ch", Result(" je vous rappelle demain", 0.9))];
        var heard = await HearInAsync(Swiss);
        Assert.Equal("fr-CH", heard.Transcript.Language);
        var config = Assert.Single(Google.Requests)["config"]!;
        Assert.Equal("de-CH", (string?)config["languageCode"]);
        Assert.Equal("""["fr-CH","it-CH","en-GB"]""", config["alternativeLanguageCodes"]!.ToJsonString());
    }

    [Fact]
    public async Task TranscribeAsync_OneLanguage_NamesNoOther()
    {
        Assert.Equal("de-CH", (await HearInAsync("de-CH")).Transcript.Language); // whatever Google's answer says
        Assert.False(((JsonObject)Assert.Single(Google.Requests)["config"]!).ContainsKey("alternativeLanguageCodes"));
    }

    [Fact]
    public async Task TranscribeAsync_NoneNamed_TakesThoseOfTheSetting()
    {
        Options.Language = "de-CH, fr-CH";
        Restart();
        await HearInAsync("");
        Assert.Equal("""["fr-CH"]""", Assert.Single(Google.Requests)["config"]!["alternativeLanguageCodes"]!.ToJsonString());
    }

    [Fact]
    public async Task TranscribeAsync_ModelOfOneLanguage_GivesUpTheModelRatherThanTheLanguages()
    {
        Google.ModelsOfManyLanguages.Remove("telephony");
        await HearInAsync(Swiss);
        await HearInAsync(Swiss);
        await HearInAsync("de-CH");
        Assert.Equal([("telephony", 3), (null, 3), (null, 3), ("telephony", 0)], Asked());
    }

    [Fact]
    public async Task TranscribeAsync_NoModelTakesSeveral_AsksForTheFirstAlone()
    {
        Google.ModelsOfManyLanguages.Clear();
        await HearInAsync(Swiss);
        await HearInAsync(Swiss);
        Assert.Equal([("telephony", 3), (null, 3), (null, 0), (null, 0)], Asked());
        Assert.Single(Harness.Logs, log => log.Text.Contains("de-CH alone is asked for", StringComparison.Ordinal));
    }

    private async Task<SpeechOutcome.Heard> HearInAsync(string languages) =>
        Assert.IsType<SpeechOutcome.Heard>(await Harness.TranscribeAsync(Utterance, languages));

    private IEnumerable<(string? Model, int Alternatives)> Asked() => Google.Requests.Select(request =>
        ((string?)request["config"]!["model"], (request["config"]!["alternativeLanguageCodes"] as JsonArray)?.Count ?? 0));
}
