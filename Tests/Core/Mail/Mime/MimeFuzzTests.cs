using System.Text;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Random octets, random words of the grammar, and known messages with damage: whatever comes in, it comes out,
/// with nothing lost.</summary>
public sealed class MimeFuzzTests
{
    private static readonly string[] Grammar =
    [
        "\r\n", "\r\n", "\r\n\r\n", "--b1", "--b1--", "--b2", "--b2--", "\r\n--b1\r\n", "\r\n--b2\r\n", "\r\n--b1 \t\r\n",
        "Content-Type: multipart/mixed; boundary=b1\r\n", "Content-Type: multipart/alternative; boundary=\"b2\"\r\n",
        "Content-Type: multipart/related; boundary=b2; start=\"<x>\"\r\n", "Content-Type: multipart/digest; boundary=b2\r\n",
        "Content-Type: multipart/mixed; boundary*0=b; boundary*1=2\r\n", "Content-Type: multipart/signed; boundary=b2\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n", "Content-Type: text/html\r\n", "Content-Type: message/rfc822\r\n",
        "Content-Type: text/plain; charset=utf-7\r\n", "Content-Type: text/plain; charset=utf-16; format=flowed\r\n",
        "Content-Type: text/html; charset=iso-2022-jp\r\n", "Content-Type: audio/wav; name=a.wav\r\n", "Content-ID: <x>\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\n", "Content-Disposition: attachment\r\n", "Content-Length: 5\r\n",
        "Subject: hi\r\n", "Subject:", "Subject: =?utf-8?Q?", "?=", " ", "\t", ":", "a", "=3D", "=", "<body>", "<!--", "<p>x", "UklGRg==",
        "RIFF0000WAVE", "begin 644 a\r\n", "+2D3eAA-", "\u001b$B", "\0", "\r", "\n", "\u00e4", "(", "\"", ";", "\u00ef\u00bb\u00bf",
    ];

    [Fact]
    public void Rewrite_RandomMessages_NothingIsLost()
    {
        var enhanced = 0;
        var rounds = Fuzz.Run("messages", Make, message => enhanced += Check(message) ? 1 : 0);
        Assert.True(rounds == 1 || enhanced > rounds / 5, $"only {enhanced} of {rounds} were voicemails: the fuzz tries too little");
    }

    private static bool Check(byte[] message)
    {
        var output = MimeJudge.Rewrite(message);
        foreach (var part in MimeJudge.Read(message).Parts())
            _ = (part.Decode(), part.FileName, part.Text("Subject"), part.Disposition);

        // What begins with no field gets one from our session before anybody else reads it.
        if (MimeJudge.Read(message).Root.Fields.Count > 0) Assert.Equal(output, MimeJudge.Rewrite(output));
        if (MimeJudge.IsUntouched(message, output)) return false;
        MimeJudge.JudgeAll(message, output);
        return true;
    }

    private static byte[] Make(Random random) => random.Next(6) switch
    {
        0 => Raw(random),
        1 => FromGrammar(random, headed: false),
        2 or 3 => FromGrammar(random, headed: true),
        _ => Damaged(random),
    };

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

    /// <summary>A known message with a few words of the grammar, octets or gaps put into it.</summary>
    private static byte[] Damaged(Random random)
    {
        var message = MessageCase.All[random.Next(MessageCase.All.Count)].Message.ToList();
        if (message.Count is 0 or > 10_000) return [.. message];
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(message.Count);
            if (random.Next(3) == 0) message.RemoveRange(at, Math.Min(random.Next(20), message.Count - at - 1));
            else if (random.Next(2) == 0) message[at] = (byte)random.Next(256);
            else message.InsertRange(at, Encoding.Latin1.GetBytes(Grammar[random.Next(Grammar.Length)]));
        }

        return [.. message];
    }
}
