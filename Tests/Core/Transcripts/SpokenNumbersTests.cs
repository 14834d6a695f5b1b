using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class SpokenNumbersTests
{
    [Theory]
    [InlineData("ring me at five five five oh one two three", "555-0123")]
    [InlineData("Please ring 555-0123.", "555-0123")]
    [InlineData("mine is four one five five five five zero one nine nine", "(415) 555-0199")]
    [InlineData("try 1 (415) 555-0199 after lunch", "+1 415-555-0199")]
    [InlineData("we are at one eight hundred five five five zero one zero zero", "+1 800-555-0100")]
    [InlineData("it's double five five oh one double two", "555-0122")]
    [InlineData("that is triple five, oh one, twenty three", "555-0123")]
    [InlineData("four one five, uh, five five five, zero one, um, nine nine", "(415) 555-0199")]
    [InlineData("five five five oh one to three", "555-0123")]
    [InlineData("plus four four, twenty, seven nine four six, zero nine five eight", "+44 20 7946 0958")]
    [InlineData("from oh two oh seven nine four six oh nine five eight", "02079460958")]
    [InlineData("my fax is 555 0124 but phone 555 0123", "555-0124|555-0123")]
    [InlineData("+49 89 1234567", "+49 89 1234567")]
    public void Find_NumberSaid_GroupsIt(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Find(text).Select(number => number.Display)));

    [Theory]
    [InlineData("")]
    [InlineData("Oh hi, it's Dave, get back to me when you can")]
    [InlineData("two for three people at five o'clock")]
    [InlineData("moved from 3:30 to 4:15 pm on May 5 2024")]
    [InlineData("that makes $1,250.00 for invoice number 4455667")]
    [InlineData("my order number is four four seven one nine eight two")]
    [InlineData("tracking number 1234567812345678")]
    [InlineData("my card is 4111 1111 1111 111")]
    [InlineData("agent double oh seven")]
    [InlineData("dial nine one one")]
    [InlineData("twenty five units by March third")]
    [InlineData("double")]
    [InlineData("plus")]
    public void Find_OtherNumbers_FindsNone(string text) => Assert.Empty(Find(text));

    [Fact]
    public void Find_Number_SaysWhichWords()
    {
        var number = Assert.Single(Find("so five five five uh oh one two three bye"));
        Assert.Equal((1, 8), (number.FirstWord, number.WordCount));
        Assert.Equal("5550123", number.Digits);
    }

    private static IReadOnlyList<SpokenNumber> Find(string text) =>
        SpokenNumbers.Find(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
