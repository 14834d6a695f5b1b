using System.Text;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class MimeMailViewTests
{
    private static readonly byte[] Mail = MessageCase.Octets(
        MessageCase.Mixed("Content-Type: text/plain\n\nHello there.\n--b1\n{WAV}"));

    private readonly MimeMailView view = new();

    [Fact]
    public void Read_AMail_GivesItsPartsAndItsHeaderAsWritten()
    {
        var mail = view.Read(Mail);
        Assert.Equal(
            ["1 0 multipart/mixed  True False", "2 1 text/plain  False True", "3 1 audio/wav msg.wav False False"],
            mail.Parts.Select(part => $"{part.Number} {part.Depth} {part.MediaType} {part.FileName} "
                + $"{part.IsMultipart} {part.IsBody}"));
        Assert.Equal(("base64", MessageCase.Wav.Length), (mail.Parts[2].Encoding, mail.Parts[2].SizeBytes));
        Assert.StartsWith(mail.RawHeader, Encoding.ASCII.GetString(Mail), StringComparison.Ordinal);
        Assert.Contains("Subject: ", mail.RawHeader);
    }

    [Fact]
    public void ReadPart_ByNumber_GivesWhatIsInIt()
    {
        Assert.Equal(MessageCase.Wav, view.ReadPart(Mail, 3)!.Octets.ToArray());
        Assert.Equal("msg.wav", view.ReadPart(Mail, 3)!.Part.FileName);
        Assert.Null(view.ReadPart(Mail, 1)); // holds others, and is nothing itself
        Assert.Null(view.ReadPart(Mail, 0));
        Assert.Null(view.ReadPart(Mail, 4));
    }

    [Fact]
    public void Read_AnyOctets_IsTotal()
    {
        byte[] noise = [0, 13, 10, 255, 61, 63];
        Assert.Single(view.Read(noise).Parts);
        Assert.NotNull(view.Read(ReadOnlyMemory<byte>.Empty));
    }
}
