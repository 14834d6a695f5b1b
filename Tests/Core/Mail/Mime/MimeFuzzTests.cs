using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Random octets, and random words of the grammar: whatever comes in, it comes out, with nothing
/// lost.</summary>
public sealed class MimeFuzzTests
{
    private static readonly string[] Grammar =
    [
        "\r\n", "\r\n", "\r\n\r\n", "--b1", "--b1--", "--b2", "--b2--", "\r\n--b1\r\n", "\r\n--b2\r\n",
            "Content-Type: multipart/mixed; boundary=b1\r\n",
        "Content-Type: multipart/alternative; boundary=\"b2\"\r\n",
            "Content-Type: multipart/related; boundary=b2; start=\"<x>\"\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n", "Content-Type: text/html\r\n",
            "Content-Type: audio/wav; name=a.wav\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
            "Content-Disposition: attachment\r\n",
        "Subject: hi\r\n", "Subject:", " ", "\t", ":", "a", "=3D", "=", "<body>", "<!--", "<p>x", "UklGRg==",
            "RIFF0000WAVE", "\0", "\r", "\n", "\u00e4", "(", "\"", ";",
    ];

    [Fact]
    public void Rewrite_RandomMessages_NothingIsLost()
    {
        const int seed = 20260504;
        var random = new Random(seed);
        var enhanced = 0;
        for (var i = 0; i < 3000; i++)
        {
            var message = i % 4 == 0 ? Raw(random) : FromGrammar(random, headed: i % 4 != 1);
            try
            {
                enhanced += Check(message) ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, message {i}: {Convert.ToBase64String(message)}", e);
            }
        }

        Assert.True(enhanced > 500, $"only {enhanced} messages were voicemails: the fuzz tries too little");
    }

    private static bool Check(byte[] message)
    {
        var output = MimeJudge.Rewrite(message);
        var before = MimeReader.Read(message);
        foreach (var part in before.Parts()) _ = (part.Decode(), part.FileName, part.Text("Subject"), part.Disposition);
        if (output.AsSpan().EndsWith(message) && output.Length - message.Length < 60) return false;
        var after = MimeReader.Read(output);
        Assert.Equal(
            RecordingFinder.Find(before).Select(part => Convert.ToHexString(part.Decode().Octets.Span)),
            RecordingFinder.Find(after).Select(part => Convert.ToHexString(part.Decode().Octets.Span)));
        var main = MainBody.Find(after.Root);
        Assert.Contains(MimeJudge.Words, Encoding.UTF8.GetString(main.Plain!.Decode().Octets.Span));
        Assert.Contains("Voicemail preview", Encoding.Latin1.GetString(main.Html!.Decode().Octets.Span));
        Assert.Equal(output, MimeJudge.Rewrite(output));
        return true;
    }

    private static byte[] Raw(Random random)
    {
        var octets = new byte[random.Next(400)];
        random.NextBytes(octets);
        return octets;
    }

    private static byte[] FromGrammar(Random random, bool headed)
    {
        var text = new StringBuilder(headed ? "Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\n" : "");
        for (var n = random.Next(40); n > 0; n--) text.Append(Grammar[random.Next(Grammar.Length)]);
        if (headed) text.Append("\r\n--b1\r\nContent-Type: audio/wav\r\n\r\nRIFF0000WAVE");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
