using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class TransferDecodingTests
{
    [Theory]
    [InlineData(" Quoted-Printable (x)", TransferEncoding.QuotedPrintable)]
    [InlineData("BASE64", TransferEncoding.Base64)]
    [InlineData("8bit", TransferEncoding.Identity)]
    [InlineData(null, TransferEncoding.Identity)]
    [InlineData("x-uue", TransferEncoding.UuEncode)]
    [InlineData("base-64", TransferEncoding.Unknown)]
    public void Parse_Value_GivesTheEncoding(string? value, TransferEncoding expected) =>
        Assert.Equal(expected, TransferDecoding.Parse(value));

    [Theory]
    [InlineData(TransferEncoding.Base64, "SGVs\r\nbG8=\r\n", "Hello", true)]
    [InlineData(TransferEncoding.Base64, "SGVsbG\r\n8\r\n=", "Hello", true)]
    [InlineData(TransferEncoding.Base64, "", "", true)]
    [InlineData(TransferEncoding.Base64, "\r\n", "", true)]
    [InlineData(TransferEncoding.Base64, "SGVs*bG8", "Hello", false)] // not a digit, no padding
    [InlineData(TransferEncoding.Base64, "QQ==QkI=Q0ND", "ABBCCC", false)] // encoded piece by piece
    [InlineData(TransferEncoding.Base64, "QUJDR", "ABC", false)] // a digit too many
    [InlineData(TransferEncoding.QuotedPrintable, "a=3Db=\r\nc \t\r\n=e4", "a=bc\r\n\u00e4", true)]
    [InlineData(TransferEncoding.QuotedPrintable, "a=XYb=", "a=XYb", false)]
    [InlineData(TransferEncoding.QuotedPrintable, "a=3", "a=3", false)]
    [InlineData(TransferEncoding.UuEncode, "x\r\nbegin 644 a\r\n#86)C\r\n`\r\nend\r\ny", "abc", false)]
    [InlineData(TransferEncoding.Identity, "a=3D", "a=3D", true)]
    [InlineData(TransferEncoding.Unknown, "a=3D", "a=3D", false)]
    public void Decode_Body_GivesTheOctetsAndWhetherAllFitted(TransferEncoding encoding, string body, string expected, bool isClean)
    {
        var octets = Encoding.Latin1.GetBytes(body);
        var decoded = TransferDecoding.Decode(octets, encoding);
        Assert.Equal(expected, Encoding.Latin1.GetString(decoded.Octets.Span));
        Assert.Equal(isClean, decoded.IsClean);
        Assert.Equal(expected.Length, TransferDecoding.DecodedLength(octets, encoding));
    }

    [Theory]
    [InlineData(76, 2_000_000, "\r\n"), InlineData(76, 2_000_001, ""), InlineData(76, 2_000_002, "\r\n\r\n")]
    [InlineData(4, 900_000, "\r\n"), InlineData(1020, 1_530_000, ""), InlineData(64, 1_500_001, "\r\n\r\n\r\n")]
    public void Open_LinesOfOneLength_ReadsAnywhereWithoutDecodingTheWhole(int lineDigits, int length, string end)
    {
        var (octets, random) = (new byte[length], new Random(length));
        random.NextBytes(octets);
        var body = Encoding.ASCII.GetBytes(Lines(octets, lineDigits) + end);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var source = TransferDecoding.Open(body, TransferEncoding.Base64, "audio/basic");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal((length, "audio/basic"), (source.Length, source.MediaType));
        Assert.True(octets.AsSpan().SequenceEqual(source.ToArray()));
        for (var i = 0; i < 2_000; i++)
        {
            var offset = random.Next(length + 1);
            var read = new byte[random.Next(Math.Min(length - offset, i % 2 == 0 ? 8 : 9_000) + 1)];
            source.Read(offset, read);
            Assert.True(octets.AsSpan(offset, read.Length).SequenceEqual(read), $"{read.Length} from {offset}");
        }

        Assert.True(octets.AsSpan(length - 5).SequenceEqual(source.Peek(length - 5, new byte[100])));
        Assert.True(source.Peek(length + 5, new byte[3]).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Read(length - 5, new byte[6]));
    }

    [Theory]
    [InlineData("a blank in a line"), InlineData("a line that is shorter"), InlineData("odd lines"), InlineData("one line"), InlineData("pieces")]
    public void Open_OtherLines_ReadsTheSame(string form)
    {
        var octets = new byte[1_500_000];
        new Random(1).NextBytes(octets);
        var coded = Lines(octets, form switch { "odd lines" => 75, "one line" => 4_000_000, _ => 76 });
        coded = form switch
        {
            "a blank in a line" => coded.Insert(100_000, " "),
            "a line that is shorter" => Lines(octets[..5_700], 76) + "\r\n" + Lines(octets[5_700..5_703], 76) + "\r\n" + Lines(octets[5_703..], 76),
            "pieces" => Convert.ToBase64String(octets[..700_000]) + "\r\n" + Lines(octets[700_000..], 76),
            _ => coded,
        };
        Assert.True(octets.AsSpan().SequenceEqual(TransferDecoding.Open(Encoding.ASCII.GetBytes(coded), TransferEncoding.Base64).ToArray()));
    }

    private static string Lines(byte[] octets, int lineDigits) =>
        string.Join("\r\n", Convert.ToBase64String(octets).Chunk(lineDigits).Select(line => new string(line)));
}
