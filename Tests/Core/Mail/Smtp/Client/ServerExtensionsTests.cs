using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

public sealed class ServerExtensionsTests
{
    [Fact]
    public void Parse_Reply_ReadsWhatIsOffered()
    {
        var offered = Parse(
            "mx.example PIPELINING", "XFOO bar=1", "size 5000", "8BitMime", "smtputf8", "DSN", "STARTTLS", "AUTH PLAIN",
            "AUTH=login xoauth2", "", "LIMITS RCPTMAX=20");

        Assert.False(offered.Pipelining); // the first line is a name, whatever it says
        Assert.Equal((true, 5000L), (offered.Size, offered.SizeOctetsMax));
        Assert.True(offered is { EightBitMime: true, SmtpUtf8: true, Dsn: true, StartTls: true });
        Assert.Equal(["PLAIN", "LOGIN", "XOAUTH2"], offered.Auth);
    }

    [Theory]
    [InlineData("SIZE", null)]
    [InlineData("SIZE 0", null)]
    [InlineData("SIZE -1", null)]
    [InlineData("SIZE much", null)]
    [InlineData("SIZE 99999999999999999999", null)]
    [InlineData("SIZE 1", 1L)]
    public void Parse_Size_IsALimitOnlyWhenItIsANumber(string line, long? expected)
    {
        var offered = Parse("mx", line);
        Assert.Equal((true, expected), (offered.Size, offered.SizeOctetsMax));
    }

    private static ServerExtensions Parse(params string[] lines) =>
        ServerExtensions.Parse(new SmtpReply(250, null, "") { Lines = lines });
}
