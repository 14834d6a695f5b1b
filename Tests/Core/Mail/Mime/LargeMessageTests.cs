using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Messages made to hurt: each is read, classified and rewritten with little memory, and comes out whole.
/// </summary>
public sealed class LargeMessageTests
{
    private const long AllocatedMax = 32 << 20;

    public static TheoryData<string> Names => [.. LargeCases.Names];

    [Theory, MemberData(nameof(Names))]
    public async Task Rewrite_LargeMessage_TakesLittleMemoryAndIsRight(string name)
    {
        var message = LargeCases.Make(name);

        // Where the work grew with the square of the length, it would not end.
        var (pieces, allocated) = await Task.Run(() => Measure(message)).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(allocated, 0, AllocatedMax);
        MimeJudge.Judge(message, MimeJudge.Join(pieces), MessageRows.Expected[name]);
    }

    [Theory]
    [InlineData("M107-10000-levels", nameof(MimeLimits.DepthMax))]
    [InlineData("M110-1000000-parts", nameof(MimeLimits.PartsMax))]
    [InlineData("M112-field-of-10-megabytes", nameof(MimeLimits.HeaderBytesMax))]
    [InlineData("M112-200000-fields", nameof(MimeLimits.FieldsMax))]
    public void Read_BeyondALimit_SaysWhich(string name, string limit)
    {
        var read = MimeJudge.Read(LargeCases.Make(name));
        Assert.Equal(limit, read.TooComplex);
        Assert.Equal(MailKind.TooComplex, MailFacts.Read(read).Kind);
        Assert.Null(MimeRewriter.Enhance(read, MimeJudge.Enhancement));
    }

    private static (IReadOnlyList<ReadOnlyMemory<byte>> Pieces, long Allocated) Measure(byte[] message)
    {
        var start = GC.GetAllocatedBytesForCurrentThread();
        var pieces = MimeJudge.Pieces(message);
        return (pieces, GC.GetAllocatedBytesForCurrentThread() - start);
    }
}
