using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>
/// Whatever bytes come, the reader answers with replies, with "not enough" or with its own exception, and the answer
/// does not depend on how the bytes are cut.
/// </summary>
public sealed class RespReaderFuzzTests
{
    /// <summary>RESP's own words: bytes drawn from these get deep into the reader.</summary>
    private static readonly string[] Alphabet =
        ["\r\n", "\r\n", "\r\n", "\r", "\n", "+", "-", ":", "$", "*", "%", "~", ">", "|", "#", "_", ",", "(", "=", "!", "0", "1", "2", "3", "-1", "t", "f", "a", "inf", "e9", "\xff", "message"];

    [Fact]
    public void Read_AnyBytes_EndsInOneOfThreeWays() => Fuzz.Run(
        "RESP reader", random => random.Next(4) == 0 ? Raw(random) : Words(random), bytes =>
        {
            var whole = Outcome(bytes, int.MaxValue);
            for (var segment = 1; segment <= 5; segment++) Assert.Equal(whole, Outcome(bytes, segment));
        });

    /// <summary>What the fuzz found once, or what a reader of this kind is known to stumble over.</summary>
    [Theory]
    [InlineData("*1\r\n$-1\r\n", "Array(Null)")]
    [InlineData("%1\r\n+a\r\n|1\r\n+x\r\n+y\r\n+b\r\n", "Map(Simple:a Simple:b)")]
    [InlineData("|0\r\n+a\r\n", "Simple:a")]
    [InlineData("+\r\n", "Simple:")]
    [InlineData("-\r\n", "Error:")]
    [InlineData("+a\rb\r\n", "Simple:a\rb")]
    [InlineData(",1e400\r\n", "Double:1e400")]
    public void Read_FixedCase_IsThis(string bytes, string reply) =>
        Assert.Equal([reply], RespCuts.ReadAll(RespCuts.Bytes(bytes), 1));

    [Theory]
    [InlineData("", "ERR")]
    [InlineData(" WRONGTYPE x", "ERR")]
    [InlineData("wrongpass x", "ERR")]
    [InlineData("OOM command not allowed", "OOM")]
    [InlineData("NOSCRIPT", "NOSCRIPT")]
    public void ErrorCode_AnyText_IsItsFirstWordInCapitals(string text, string code) =>
        Assert.Equal(code, RedisServerException.From(RespValue.Of(RespKind.Error, text)).Code);

    private static string Outcome(byte[] bytes, int segment)
    {
        try
        {
            return string.Join('\n', RespCuts.ReadAll(bytes, segment));
        }
        catch (RespProtocolException error)
        {
            return error.Message;
        }
    }

    private static byte[] Raw(Random random)
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Words(Random random) =>
        RespCuts.Bytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])));
}
