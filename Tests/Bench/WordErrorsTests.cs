using VoicemailOrleans.Bench.Sound;

namespace VoicemailOrleans.Tests.Bench;

public sealed class WordErrorsTests
{
    [Theory]
    [InlineData("please call me back", "please call me back", 4, 0, 0, 0)]
    [InlineData("please call me back", "please tall me back", 4, 1, 0, 0)]
    [InlineData("please call me back", "call back", 4, 0, 2, 0)]
    [InlineData("please call me back", "please do call me back now", 4, 0, 0, 2)]
    [InlineData("please call me back", "", 4, 0, 4, 0)]
    [InlineData("", "hello there", 0, 0, 0, 2)]
    [InlineData("a b c d", "b c x d e", 4, 0, 1, 2)]
    public void Compare_TakesTheFewestChanges(string said, string heard, int words, int substitutions, int deletions, int insertions) =>
        Assert.Equal(new WordErrors(words, substitutions, deletions, insertions), WordErrors.Compare(SpokenWords.Of(said), SpokenWords.Of(heard)));

    [Fact]
    public void Rate_IsErrorsOverWordsSaid() => Assert.Equal(0.75, (new WordErrors(3, 1, 0, 0) + new WordErrors(5, 0, 2, 3)).Rate);

    [Theory]
    [InlineData("Press 1, or 2; then hang up!", "press one or two then hang up")]
    [InlineData("[ascending tones]", "")]
    [InlineData("It's the caller’s (long) name... <sil> OK?", "it's the caller's name ok")]
    [InlineData("Call-Forward  Un-conditional", "call forward un conditional")]
    [InlineData("'quoted' 2001 and é", "quoted 2001 and é")]
    public void Of_Text_IsWordsAlone(string text, string words) => Assert.Equal(words, string.Join(' ', SpokenWords.Of(text)));
}
