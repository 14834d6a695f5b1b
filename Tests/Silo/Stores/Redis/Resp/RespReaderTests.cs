using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>Every kind of reply, whole and in pieces, and what is refused.</summary>
public sealed class RespReaderTests
{
    /// <summary>Every kind, one after another, lists within lists.</summary>
    private const string Conversation =
        "+OK\r\n:-42\r\n$-1\r\n*-1\r\n_\r\n$0\r\n\r\n$5\r\na\r\nb\0\r\n-ERR no\r\n!5\r\nE r\r\n\r\n#t\r\n#f\r\n,1.5\r\n,-inf\r\n,nan\r\n"
        + "(12345678901234567890123\r\n=7\r\ntxt:abc\r\n*0\r\n*3\r\n:1\r\n*2\r\n+a\r\n$1\r\nb\r\n_\r\n%2\r\n+k\r\n:1\r\n+l\r\n*0\r\n~1\r\n:7\r\n"
        + "|1\r\n+ttl\r\n:5\r\n+after\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n";

    private static readonly string[] Replies =
    [
        "Simple:OK", "Integer:-42", "Null", "Null", "Null", "Bulk:", "Bulk:a\r\nb\0", "Error:ERR no", "Error:E r\r\n", "Boolean:1", "Boolean:0",
        "Double:1.5", "Double:-inf", "Double:nan", "BigNumber:12345678901234567890123", "Verbatim:txt:abc", "Array()",
        "Array(Integer:1 Array(Simple:a Bulk:b) Null)", "Map(Simple:k Integer:1 Simple:l Array())", "Set(Integer:7)", "Simple:after",
        "Push(Bulk:message Bulk:c Bulk:m)",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Read_EveryKindInSegments_IsTheSame(int segment) =>
        Assert.Equal(Replies, RespCuts.ReadAll(RespCuts.Bytes(Conversation), segment));

    [Fact]
    public void Read_CutAtEveryByte_ConsumesNothingOfTheUnfinished()
    {
        var bytes = RespCuts.Bytes(Conversation);
        var before = 0;
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var replies = RespCuts.ReadAll(bytes[..cut]);
            Assert.Equal(Replies.Take(replies.Count), replies);
            Assert.InRange(replies.Count, before, before + 1);
            before = replies.Count;
        }

        Assert.Equal(Replies.Length, before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100_000)]
    public async Task Stream_GivingFewBytesAtATime_GivesTheSame(int atATime)
    {
        var replies = new List<string>();
        await RespStream.ReadAllAsync(new Trickle(RespCuts.Bytes(Conversation), atATime), () => { }, reply => replies.Add(RespCuts.Describe(reply)));
        Assert.Equal(Replies, replies);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData(":\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":99999999999999999999\r\n")]
    [InlineData(":999999999999999999999\r\n")]
    [InlineData("#\r\n")]
    [InlineData("#x\r\n")]
    [InlineData(",\r\n")]
    [InlineData(",one\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("$\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("=-1\r\n")]
    [InlineData("$1\r\nabc")]
    [InlineData("$67108865\r\n")]
    [InlineData("*-2\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("*67108865\r\n")]
    [InlineData("*33554432\r\n")]
    [InlineData("%9223372036854775807\r\n")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n")]
    [InlineData("|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n|0\r\n+ok\r\n")]
    public void Read_WhatIsNoReply_IsRefused(string bytes) =>
        Assert.Throws<RespProtocolException>(() => RespCuts.ReadAll(RespCuts.Bytes(bytes)));

    [Fact]
    public void Read_LineWithoutEnd_IsRefusedAtItsLimit()
    {
        Assert.Empty(RespCuts.ReadAll(RespCuts.Bytes("+" + new string('x', RespReader.LineBytesMax - 1))));
        Assert.Throws<RespProtocolException>(() => RespCuts.ReadAll(RespCuts.Bytes("+" + new string('x', RespReader.LineBytesMax))));
    }

    [Fact]
    public void Read_LongListOfWhichLittleCame_AllocatesNothing()
    {
        var bytes = RespCuts.Bytes("*20000000\r\n:1\r\n");
        RespCuts.ReadAll(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        RespCuts.ReadAll(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Value_ReadAsWhatItIsNot_Throws()
    {
        Assert.Equal(12, RespValue.Of(RespKind.Bulk, "12"u8.ToArray()).Integer);
        Assert.Equal(12, RespValue.Of(RespKind.Simple, "12").Integer);
        Assert.Throws<InvalidCastException>(() => RespValue.Of(RespKind.Bulk, "12x"u8.ToArray()).Integer);
        Assert.Throws<InvalidCastException>(() => default(RespValue).Integer);
        Assert.Empty(default(RespValue).Items);
        Assert.True(default(RespValue).Bytes.IsEmpty);
        Assert.Null(default(RespValue).Text);
    }

    private sealed class Trickle(byte[] bytes, int atATime) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, atATime)], cancellationToken);
    }
}
