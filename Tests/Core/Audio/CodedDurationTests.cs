using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Core.Audio;

public sealed class CodedDurationTests
{
    [Theory]
    [InlineData("14-", 8.355)]
    [InlineData("15-", 8.36)]
    public void Read_FormatThatSays_IsTheLength(string name, double seconds) =>
        Assert.Equal(seconds, CodedDuration.Read(AudioFiles.Read(name))!.Value.TotalSeconds, 0.03);

    [Fact]
    public void Read_FormatThatDoesNotSay_IsNothing() => Assert.Null(CodedDuration.Read(AudioFiles.Read("12-")));
}
