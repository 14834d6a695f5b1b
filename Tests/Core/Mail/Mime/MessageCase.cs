using System.Text;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>What must become of a message.</summary>
public enum Expect
{
    /// <summary>The transcript goes into the text that is there, and HTML beside it.</summary>
    Text,

    /// <summary>The text stays as it is, ours goes beside it.</summary>
    Beside,

    /// <summary>A text of ours is added, or the message wrapped.</summary>
    Added,

    /// <summary>Only trace fields on top.</summary>
    Untouched,
}

/// <summary>One message and what must become of it.</summary>
public sealed record MessageCase(string Id, Expect Expect, byte[] Message)
{
    /// <summary>A recording of forty samples, so that cases stay readable.</summary>
    public static byte[] Wav { get; } = MakeWav();

    public static string WavBase64 { get; } = Convert.ToBase64String(Wav, Base64FormattingOptions.InsertLineBreaks);

    /// <summary>A recording as a part, ready to stand between boundary lines.</summary>
    public static string WavPart { get; } =
        $"Content-Type: audio/wav; name=\"msg.wav\"\nContent-Disposition: attachment; filename=\"msg.wav\"\nContent-Transfer-Encoding: base64\n\n{WavBase64}\n";

    public const string Top =
        "Received: from pbx by gateway with ESMTP id x;\n\tMon, 4 May 2026 12:00:00 +0000\nFrom: \"Ann Example\" <4155550199@pbx.example>\n"
        + "To: <bob@example.com>\nSubject: Voicemail from Ann\nDate: Mon, 4 May 2026 14:00:00 +0200\nMessage-ID: <m1@pbx.example>\n";

    /// <summary>Text with LF line ends and one character per octet; {WAV} is the recording part.</summary>
    public static byte[] Octets(string text) =>
        Encoding.Latin1.GetBytes(text.Replace("{WAV}", WavPart).Replace("\r\n", "\n").Replace("\n", "\r\n"));

    /// <summary>The usual message: a text part of these header lines and this body, then a recording.</summary>
    public static MessageCase TextPart(string id, Expect expect, string fields, string body) =>
        new(id, expect, Octets(Mixed($"{fields}\n{body}\n--b1\n{{WAV}}")));

    /// <summary>The same with a body of octets.</summary>
    public static MessageCase TextPart(string id, Expect expect, string fields, byte[] body) =>
        TextPart(id, expect, fields, Encoding.Latin1.GetString(body));

    public static string Mixed(string inside) =>
        $"{Top}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\n{inside}--b1--\n";

    public override string ToString() => Id;

    private static byte[] MakeWav()
    {
        byte[] samples = [.. Enumerable.Range(0, 80).Select(i => (byte)(i * 7))];
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVEfmt "u8, .. BitConverter.GetBytes(16),
            1, 0, 1, 0, .. BitConverter.GetBytes(8000), .. BitConverter.GetBytes(16000), 2, 0, 16, 0,
            .. "data"u8, .. BitConverter.GetBytes(samples.Length), .. samples,
        ];
    }
}
