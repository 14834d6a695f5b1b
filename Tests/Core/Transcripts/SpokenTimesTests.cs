using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class SpokenTimesTests
{
    [Theory]
    [InlineData("see you Monday at 3:30 pm, ok", "Monday at 3:30 pm")]
    [InlineData("it is at five o'clock.", "five o'clock")]
    [InlineData("on May 5 2024 we meet", "May 5 2024")]
    [InlineData("by March third please", "March third")]
    [InlineData("the third of March", "third of March")]
    [InlineData("until 10 a.m. tomorrow morning", "10 a.m. tomorrow morning")]
    [InlineData("seven thirty pm or noon", "seven thirty pm|noon")]
    [InlineData("around 4pm today", "4pm today")]
    [InlineData("5th June", "5th June")]
    public void Find_DateOrTimeSaid_FindsIt(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', SpokenTimes.Find(text.Split(' ')).Select(time => time.Text)));

    [Theory]
    [InlineData("you may come, we march on")]
    [InlineData("one of the three people")]
    [InlineData("it came in today")]
    [InlineData("call 555 0123 at once")]
    [InlineData("wait a second in March")]
    [InlineData("")]
    public void Find_OrdinaryWords_FindsNone(string text) => Assert.Empty(SpokenTimes.Find(text.Split(' ')));
}
