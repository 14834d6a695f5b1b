using System.Reflection;
using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed partial class PreviewWordingTests
{
    public static TheoryData<string> Languages => [.. PreviewWordingFiles.All.Select(wording => wording.Language)];

    [Theory]
    [InlineData("de-CH", "de"), InlineData("DE", "de"), InlineData("fr-CA", "fr"), InlineData("es-419", "es"), InlineData("en-AU", "en")]
    [InlineData("cmn-Hans-CN", "en"), InlineData("", "en"), InlineData("del", "en")]
    public void For_ALanguage_GoesByItsPrimaryTag(string tag, string language) =>
        Assert.Equal(language, PreviewWording.For(tag).Language);

    [Fact]
    public void All_AreEnglishGermanFrenchAndSpanish() =>
        Assert.Equal(["de", "en", "es", "fr"], PreviewWordingFiles.All.Select(wording => wording.Language).Order());

    [Theory, MemberData(nameof(Languages))]
    public void Texts_OfEveryLanguage_AreThereWithTheirPlaceholders(string language)
    {
        var english = Texts(PreviewWording.English).ToDictionary();
        foreach (var (name, text) in Texts(PreviewWording.For(language)))
        {
            Assert.Equal(text.Trim(), text);
            Assert.NotEqual("", text);
            Assert.Equal(Placeholders(english[name]), Placeholders(text));
            Assert.Equal(EndsAsSentence(english[name]), EndsAsSentence(text));
            if (language != "en" && Placeholder().Replace(text, "").Count(char.IsLetter) > 9) Assert.NotEqual(english[name], text);
        }
    }

    [Theory, MemberData(nameof(Languages))]
    public void Names_OfEveryLanguage_AreAllThereAndDiffer(string language)
    {
        var wording = PreviewWording.For(language);
        Assert.Equal((7, 12), (wording.Weekdays.Distinct().Count(), wording.Months.Distinct().Count()));
        Assert.Matches(@"^\[\p{L}+\]$", wording.RedactedMark);
        Assert.True(Redaction.IsMark(wording.RedactedMark + ","));
    }

    [Theory]
    [InlineData("en", "Friday, 1 May 2026, 09:05 (UTC)", "Sunday, 31 May 2026, 14:03 (UTC+02:00)")]
    [InlineData("de", "Freitag, 1. Mai 2026, 09:05\u00a0Uhr (UTC)", "Sonntag, 31. Mai 2026, 14:03\u00a0Uhr (UTC+02:00)")]
    [InlineData("fr", "vendredi 1er mai 2026 à 09:05 (UTC)", "dimanche 31 mai 2026 à 14:03 (UTC+02:00)")]
    [InlineData("es", "viernes, 1 de mayo de 2026, 09:05 (UTC)", "domingo, 31 de mayo de 2026, 14:03 (UTC+02:00)")]
    public void LocalTime_IsAsTheLanguageWritesIt(string language, string first, string last)
    {
        var wording = PreviewWording.For(language);
        Assert.Equal(first, wording.LocalTime(new DateTimeOffset(2026, 5, 1, 9, 5, 0, TimeSpan.Zero)));
        Assert.Equal(last, wording.LocalTime(new DateTimeOffset(2026, 5, 31, 14, 3, 0, TimeSpan.FromHours(2))));
    }

    [Theory, MemberData(nameof(Languages))]
    public void Render_EverySample_LeavesNoPlaceholderAndSaysItsLanguage(string language)
    {
        foreach (var sample in PreviewSamples.All.Values)
        {
            var preview = sample with { Wording = PreviewWording.For(language) };
            var html = PreviewHtml.RenderFragment(preview);
            Assert.DoesNotMatch(Placeholder(), PreviewText.Render(preview));
            Assert.DoesNotMatch(Placeholder(), html);
            Assert.Contains($"lang=\"{language}\"", html, StringComparison.Ordinal);
            Assert.Contains($"<html lang=\"{language}\">", PreviewHtml.DocumentStart(preview.Wording), StringComparison.Ordinal);
        }
    }

    /// <summary>Every notice ends with where the recording is.</summary>
    [Theory, MemberData(nameof(Languages))]
    public void Notices_OfEverySample_EndWithWhereTheRecordingIs(string language)
    {
        var wording = PreviewWording.For(language);
        var notices = PreviewSamples.All.Values.SelectMany(sample => sample.Recordings).SelectMany(recording => wording.Notices(recording)).Distinct().ToList();
        Assert.All(notices, notice => Assert.EndsWith(". " + wording.Attached, notice, StringComparison.Ordinal));
        Assert.Equal(12, notices.Count);
        var late = PreviewSamples.All["partial"].Recordings.SelectMany(recording => wording.Notices(recording, isLate: true));
        Assert.EndsWith(". " + wording.AttachedEarlier, Assert.Single(late), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, string Text)> Texts(PreviewWording wording) =>
        from property in typeof(PreviewWording).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.PropertyType == typeof(string)
        select (property.Name, (string)property.GetValue(wording)!);

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder().Matches(text).Select(match => match.Value).Order();

    private static bool EndsAsSentence(string text) => text.EndsWith('.');

    [GeneratedRegex(@"\{\w\w+\}")]
    private static partial Regex Placeholder();
}
