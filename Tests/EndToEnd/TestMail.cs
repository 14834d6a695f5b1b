using System.Buffers.Binary;
using System.Text;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>Mails as a PBX writes them.</summary>
public static class TestMail
{
    /// <summary>A voicemail with text and a recording.</summary>
    public static byte[] Voicemail(string messageId, byte[] recording, string subject = "Voicemail from 4155550199") =>
        Encoding.Latin1.GetBytes(
            $"""
            Received: from pbx.example by relay.pbx.example; Fri, 02 Jan 2026 10:00:01 +0000
            From: "Voice Mail" <voicemail@pbx.example>
            To: "Jane Doe" <jane@example.org>
            Subject: {subject}
            Date: Fri, 02 Jan 2026 10:00:00 +0000
            Message-ID: <{messageId}@pbx.example>
            X-Priority: 3
            X-Avaya-Folded: one
             two
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="=_pbx_1"

            This is a multi-part message in MIME format.
            --=_pbx_1
            Content-Type: text/plain; charset="us-ascii"
            Content-Transfer-Encoding: 7bit

            You received a voice message in mailbox 2001.
            .A line that starts with a dot.
            --=_pbx_1
            Content-Type: audio/x-wav; name="msg 0001.wav"
            Content-Disposition: attachment; filename="msg 0001.wav"
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(recording, Base64FormattingOptions.InsertLineBreaks)}
            --=_pbx_1--

            """.ReplaceLineEndings("\r\n"));

    /// <summary>A mail without a recording.</summary>
    public static byte[] Plain(string messageId, string text = "Trunk 3 is down.") =>
        Encoding.Latin1.GetBytes(
            $"From: <alarm@pbx.example>\r\nTo: <ops@example.org>\r\nSubject: Alarm\r\nDate: Fri, 02 Jan 2026 10:00:00 +0000\r\nMessage-ID: <{messageId}@pbx.example>\r\n\r\n{text}\r\n");

    /// <summary>A PCM recording at 8 kHz: syllables of noise with pauses, which no detector takes for silence.</summary>
    public static byte[] Recording(double seconds, int seed = 1)
    {
        var random = new Random(seed);
        var samples = (int)(seconds * 8000);
        var wav = new byte[44 + samples * 2];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        byte[] format = [16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0];
        format.CopyTo(wav, 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), samples * 2);
        double tone = 0;
        for (var i = 0; i < samples; i++)
        {
            var syllable = i / 1600 % 5 < 4 && i / 800 % 2 == 0;
            tone += 2 * Math.PI * (140 + 40 * Math.Sin(i / 900.0)) / 8000;
            var voice = syllable ? 7000 * (Math.Sin(tone) + 0.6 * Math.Sin(2 * tone) + 0.4 * Math.Sin(5 * tone)) : 0;
            var value = (short)Math.Clamp(voice + random.Next(-120, 120), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + 2 * i), value);
        }

        return wav;
    }
}
