using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>The ways recordings are named, typed, encoded and put into a mail.</summary>
internal static class RecordingCases
{
    private const string Base64 = "\nContent-Transfer-Encoding: base64\n";
    private const string Adpcm = "Content-Type: audio/32KADPCM\nContent-Transfer-Encoding: base64\n";
    private const string Voice2 = "MIME-Version: 1.0 (Voice 2.0)";

    public static IEnumerable<MessageCase> All() => Types().Concat(Names()).Concat(Bodies()).Concat(Vpim());

    private static IEnumerable<MessageCase> Types()
    {
        yield return Typed("M054-x-wav", "audio/x-wav; name=m.wav");
        yield return Typed("M055-wave", "audio/wave");
        yield return Typed("M056-vnd-wave", "audio/vnd.wave; codec=7");
        yield return Typed("M057-octet-stream-named", "application/octet-stream; name=\"msg.WAV\"");
        yield return Typed("M058-basic", "audio/basic");
        yield return Typed("M059-upper-case", "AUDIO/WAV");
        yield return Typed("M08-octet-stream", "application/octet-stream");
        yield return Typed("M08-unknown-type", "application/x-unknown");
        yield return Typed("M08-type-garbage", "garbage");
        yield return Typed("M08-inline", "audio/wav\nContent-Disposition: inline");
    }

    private static IEnumerable<MessageCase> Names()
    {
        yield return Typed("M087-name-in-pieces", "audio/wav\nContent-Disposition: attachment; filename*0*=utf-8''J%C3%B6; filename*1=rg.wav");
        yield return Typed("M088-name-in-encoded-word", "audio/wav\nContent-Disposition: attachment; filename=\"=?utf-8?Q?J=C3=B6?=.wav\"");
        yield return Typed("M088-name-in-8-bits", "audio/wav; name=\"J\u00f6.wav\"");
        yield return Typed("M08-name-with-path", "application/octet-stream; name=\"C:\\\\vm\\\\..\\\\msg.wav\"");
        yield return Typed("M08-name-with-nul", "application/octet-stream; name=\"a\0b.wav\"");
    }

    private static IEnumerable<MessageCase> Bodies()
    {
        yield return Of("M031-recording-alone",
            $"{Top}MIME-Version: 1.0\nContent-Type: audio/wav; name=m.wav\nContent-Disposition: inline\n\tContent-X{Base64}"
            + $"Content-Duration: 12\nX-After: 1\n\n{WavBase64}\n");
        yield return Of("M031-recording-alone-no-version", $"{Top}Content-Type: audio/wav{Base64}\n{WavBase64}");
        yield return Inside("M060-in-quoted-printable", Plain,
            "Content-Type: audio/wav\nContent-Transfer-Encoding: quoted-printable\n\nRIFF=24=00=00=00WAVEfmt =\n\n");
        yield return Inside("M061-two", Plain, "{WAV}", WavPart.Replace("msg.wav", "second.wav"));
        yield return Inside("M09-ten-times-the-same", [Plain, .. Enumerable.Repeat("{WAV}", 10)]);
        yield return Inside("M062-on-one-line", Plain, $"Content-Type: audio/wav{Base64}\n{Convert.ToBase64String([.. Wav, .. new byte[1900]])}\n");
        yield return Inside("M063-empty", Plain, $"Content-Type: audio/wav{Base64}\n");
        yield return Inside("M063-not-riff", Plain, "Content-Type: audio/wav; name=a.wav\n\n<html>Error 500</html>\n");
    }

    private static IEnumerable<MessageCase> Vpim()
    {
        yield return Of("M064-voice-message",
            Mixed($"{Adpcm}Content-Disposition: inline; voice=Voice-Message\nContent-Duration: 1\n\n{new string('A', 40)}\n")
                .Replace("multipart/mixed", "multipart/voice-message").Replace("MIME-Version: 1.0", Voice2));
        yield return Of("M065-voice-message-with-spoken-name",
            Mixed(string.Join("--b1\n",
                    $"{Adpcm}Content-Disposition: inline; voice=Originator-Spoken-Name\n\n{new string('B', 40)}\n",
                    Plain,
                    $"{Adpcm}Content-Disposition: inline; voice=Voice-Message; filename=message.726\n\n{new string('A', 40)}\n",
                    "Content-Type: text/directory; profile=vCard\n\nBEGIN:VCARD\n"))
                .Replace("multipart/mixed", "multipart/voice-message").Replace("MIME-Version: 1.0", Voice2));
    }

    private static MessageCase Typed(string name, string type) => Inside(name, Plain, $"Content-Type: {type}{Base64}\n{WavBase64}\n");
}
