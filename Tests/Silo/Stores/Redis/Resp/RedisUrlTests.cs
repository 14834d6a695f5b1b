using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>What a Redis URL says, and what is wrong with one, without a word of the password.</summary>
public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://localhost", "localhost:6379, database 0, TLS off, no credentials")]
    [InlineData("REDIS://localhost:7000/3", "localhost:7000, database 3, TLS off, no credentials")]
    [InlineData(" redis://localhost/ ", "localhost:6379, database 0, TLS off, no credentials")]
    [InlineData("rediss://u:p@one:1,two:2/4", "one:1,two:2, database 4, TLS on, credentials set")]
    [InlineData("redis://[::1]:7000/1", "[::1]:7000, database 1, TLS off, no credentials")]
    [InlineData("redis://[::1]", "[::1]:6379, database 0, TLS off, no credentials")]
    [InlineData("redis+sentinel://a,b:5/mymaster", "master mymaster of Sentinels a:26379,b:5, database 0, TLS off, no credentials")]
    [InlineData("rediss+sentinel://:p@a/m%2F1/2", "master m/1 of Sentinels a:26379, database 2, TLS on, credentials set")]
    public void Parse_Url_IsThis(string url, string options) => Assert.Equal(options, RedisUrl.Parse(url).ToString());

    [Theory]
    [InlineData("redis://u:p@h", "u", "p")]
    [InlineData("redis://:p@h", null, "p")]
    [InlineData("redis://us%3Aer:p%40%2F%3A%25@h", "us:er", "p@/:%")]
    [InlineData("redis://u:a:b@h", "u", "a:b")]
    [InlineData("redis://u:a@b@h", "u", "a@b")]
    [InlineData("redis://u:a+b,c%20d@h", "u", "a+b,c d")]
    [InlineData("redis://h", null, null)]
    public void Parse_Credentials_AreDecoded(string url, string? user, string? password)
    {
        var options = RedisUrl.Parse(url);
        Assert.Equal((user, password), (options.User, options.Password));
        Assert.Equal(new RedisEndpoint("h", 6379), Assert.Single(options.Endpoints));
    }

    [Fact]
    public void Parse_Query_IsRead()
    {
        var options = RedisUrl.Parse("rediss+sentinel://h/m?ca=/a%20b.pem&cert=/c.pem&key=/k.pem&sentinel_user=su&sentinel_password=s%26p");
        Assert.Equal(
            ("/a b.pem", "/c.pem", "/k.pem", "su", "s&p"),
            (options.CaFile, options.ClientCertificateFile, options.ClientKeyFile, options.SentinelUser, options.SentinelPassword));
    }

    [Theory]
    [InlineData("", "begin")]
    [InlineData("localhost:6379", "begin")]
    [InlineData("http://secret@h", "scheme")]
    [InlineData("redis://", "empty host")]
    [InlineData("redis://h,,i", "empty host")]
    [InlineData("redis://u:secret@", "empty host")]
    [InlineData("redis://secret@h", "user without a password")]
    [InlineData("redis://u:@h", "empty password")]
    [InlineData("redis://u:secret", "a port")]
    [InlineData("redis://h:0", "a port")]
    [InlineData("redis://h:65536", "a port")]
    [InlineData("redis://h:-1", "a port")]
    [InlineData("redis://u:sec/secret@h", "%2F")]
    [InlineData("redis://u:sec?secret@h", "%3F")]
    [InlineData("redis://u:secret%zz@h", "%25")]
    [InlineData("redis://u:secret%4@h", "%25")]
    [InlineData("redis://[::1", "]")]
    [InlineData("redis://[::1]6379", "between")]
    [InlineData("redis://h/secret", "database")]
    [InlineData("redis://h/-1", "database")]
    [InlineData("redis://h/1/2", "too many parts")]
    [InlineData("redis+sentinel://h", "master-name")]
    [InlineData("redis+sentinel://h/", "master-name")]
    [InlineData("redis+sentinel://h/m/x", "database")]
    [InlineData("redis+sentinel://h/m/1/2", "too many parts")]
    [InlineData("redis://h?secret=1", "option other than")]
    [InlineData("rediss://h?ca=", "without a value")]
    [InlineData("redis://h?ca=/secret", "rediss")]
    [InlineData("rediss://h?cert=/secret", "go together")]
    [InlineData("redis://h?sentinel_password=secret", "redis+sentinel")]
    [InlineData("redis+sentinel://h/m?sentinel_user=secret", "sentinel_password")]
    public void Parse_WrongUrl_SaysWhatIsWrongAndKeepsTheSecret(string url, string what)
    {
        var error = Assert.Throws<FormatException>(() => RedisUrl.Parse(url));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message.Replace("sentinel_password", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
