using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class SpellingVariantsTests
{
    [Theory]
    [InlineData("Müller", "muller mueller")]
    [InlineData("mueller", "mueller muller")]
    [InlineData("muller", "muller mueller")]
    [InlineData("Übelhör", "ubelhor uebelhoer")]
    [InlineData("fuer", "fuer fur!")]
    [InlineData("fuß", "fuß fuss fueß")]
    [InlineData("muss", "muss muß! muess")]
    [InlineData("Schlossstrasse", "schlossstrasse schloßstraße schloßstrasse schlossstraße schloessstrasse schlossstraesse")]
    [InlineData("neue", "neue")]
    [InlineData("Bauer", "bauer baeuer")]
    [InlineData("true", "true")]
    [InlineData("caller12", "caller12")]
    [InlineData("ann@müller.ch", "ann@muller.ch ann@mueller.ch")]
    [InlineData("ß", "ß ss"), InlineData("", ""), InlineData("ue", "ue"), InlineData("s", "s")]
    public void Of_AWord_IsWhatItMayBeWrittenAs(string word, string variants) =>
        Assert.Equal(variants, string.Join(' ', SpellingVariants.Of(word).Select(one => one.Text + (one.IsWhole ? "!" : ""))));

    [Fact]
    public void Of_AnyText_IsFewAndBeginsWithWhatWasTyped()
    {
        var random = new Random(7);
        const string alphabet = "aouäöüßseASSXq1@.\ud83d ";
        for (var i = 0; i < 2_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(25)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            var variants = SpellingVariants.Of(text);
            Assert.InRange(variants.Count, 1, 8);
            Assert.Equal(text.ToLowerInvariant().Replace('ä', 'a').Replace('ö', 'o').Replace('ü', 'u'), variants[0].Text);
            Assert.False(variants[0].IsWhole);
        }
    }
}
