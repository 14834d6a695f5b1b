namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>The ways mails are built and broken.</summary>
internal static class StructureCases
{
    private const string Plain = "Content-Type: text/plain\n\nplain text\n";
    private const string Html = "Content-Type: text/html\n\n<html><body><p>html text</p></body></html>\n";
    private const string Picture =
        "Content-Type: image/png\nContent-ID: <p1>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n";

    public static IEnumerable<MessageCase> All()
    {
        yield return Case("no-mime-version", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("MIME-Version: 1.0\n", ""));
        yield return Inside("alternative-in-mixed", Expect.Text, Multi("alternative", "b2", Plain, Html), "{WAV}");
        yield return Inside("related-alternative", Expect.Text,
            Multi("related", "b2", Multi("alternative", "b3", Plain, Html), Picture), "{WAV}");
        yield return Inside("alternative-related", Expect.Text,
            Multi("alternative", "b2", Plain, Multi("related", "b3", Html, Picture)), "{WAV}");
        yield return Inside("related-html", Expect.Text, Multi("related", "b2", Html, Picture), "{WAV}");
        yield return Case("related-root", Expect.Text,
            MessageCase.Mixed($"{Html}--b1\n{{WAV}}").Replace("multipart/mixed", "multipart/related"));
        yield return Inside("alternative-html-only", Expect.Text, Multi("alternative", "b2", Html), "{WAV}");
        yield return Inside("wav-first", Expect.Text, "{WAV}", Plain);
        yield return Inside("no-text", Expect.Added, "{WAV}");
        yield return Inside("two-texts", Expect.Text, Plain, "Content-Type: text/plain\n\nsecond text\n", "{WAV}");
        yield return Inside("text-attachment-only", Expect.Added,
            "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n", "{WAV}");
        yield return Inside("text-attachments", Expect.Text, Plain,
            "Content-Type: text/plain\nContent-Disposition: ATTACHMENT; filename=a.txt\n\nattached\n",
            "Content-Type: text/html\nContent-Disposition: attachment\n\n<p>attached\n", "{WAV}");
        yield return Inside("calendar-third", Expect.Text,
            Multi("alternative", "b2", Plain, Html, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"), "{WAV}");
        yield return Inside("calendar-second", Expect.Text,
            Multi("alternative", "b2", Plain, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n"), "{WAV}");
        yield return Inside("vcard", Expect.Text, Plain, "Content-Type: text/vcard\n\nBEGIN:VCARD\n", "{WAV}");
        yield return Inside("message-attached", Expect.Text, Plain,
            $"Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=i1\n\n--i1\n{Plain}--i1\n{{WAV}}--i1--\n", "{WAV}");
        yield return Inside("message-base64", Expect.Text, Plain,
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp4DQo=\n", "{WAV}");
        yield return Inside("delivery-status-attached", Expect.Text, Plain,
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n", "{WAV}");
        yield return Inside("tnef", Expect.Text, Plain,
            "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==\n",
                "{WAV}");
        yield return Inside("signed-inside", Expect.Text, Plain,
            Multi("signed; protocol=x", "b2", Plain, "Content-Type: application/pgp-signature\n\nx\n"), "{WAV}");
        yield return Inside("voice-message", Expect.Text, Plain, "{WAV}",
            "Content-Type: text/directory\n\nBEGIN:VCARD\n");
        yield return Case("voice-message-root", Expect.Added,
            MessageCase.Mixed("{WAV}").Replace("multipart/mixed", "multipart/voice-message")
                .Replace("MIME-Version: 1.0", "MIME-Version: 1.0 (Voice 2.0)"));
        foreach (var item in Recordings().Concat(Broken())) yield return item;
    }

    private static IEnumerable<MessageCase> Recordings()
    {
        yield return Inside("ten-wavs", Expect.Text, [Plain, .. Enumerable.Repeat("{WAV}", 10)]);
        yield return Inside("wav-empty", Expect.Text, Plain,
            "Content-Type: audio/wav\nContent-Transfer-Encoding: base64\n\n");
        yield return Inside("wav-not-riff", Expect.Text, Plain,
            "Content-Type: audio/wav; name=a.wav\n\n<html>Error 500</html>\n");
        yield return Inside("wav-one-line", Expect.Text, Plain,
            $"Content-Type: audio/wav\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String([.. MessageCase.Wav, .. new byte[2000]])}\n");
        yield return Inside("wav-quoted-printable", Expect.Text, Plain,
            "Content-Type: audio/wav\nContent-Transfer-Encoding: quoted-printable\n\nRIFF=24=00=00=00WAVEfmt =\n\n");
        foreach (var type in (string[])["audio/x-wav; name=m.wav", "audio/wave", "audio/vnd.wave; codec=7",
            "audio/basic", "AUDIO/WAV",
            "application/octet-stream", "application/octet-stream; name=\"msg.WAV\"", "application/x-unknown",
                "garbage"])
            yield return Inside("typed " + type, Expect.Text, Plain,
                $"Content-Type: {type}\nContent-Transfer-Encoding: base64\n\n{MessageCase.WavBase64}\n");
        yield return Case("single-audio", Expect.Added,
            $"{MessageCase.Top}MIME-Version: 1.0\nContent-Type: audio/wav; name=m.wav\nContent-Disposition: inline\n\tContent-X\nContent-Transfer-Encoding: base64\n"
            + $"Content-Duration: 12\nX-After: 1\n\n{MessageCase.WavBase64}\n");
        yield return Case("single-audio-no-version", Expect.Added,
            $"{MessageCase.Top}Content-Type: audio/wav\nContent-Transfer-Encoding: base64\n\n{MessageCase.WavBase64}");
    }

    private static IEnumerable<MessageCase> Broken()
    {
        yield return Case("preamble-epilogue", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}")
                .Replace("\n\n--b1\n", "\n\n--b1y is no boundary\nUse a MIME reader.\n--b1\n")
                + "\nepilogue\nUklGRg==\n");
        yield return Case("no-closing", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("--b1--\n", ""));
        yield return Inside("no-inner-closing", Expect.Text,
            Multi("alternative", "b2", Plain, Html).Replace("--b2--\n", ""), "{WAV}");
        yield return Inside("outer-prefix-of-inner", Expect.Text, Multi("alternative", "b1x", Plain, Html), "{WAV}");
        yield return Case("inner-prefix-of-outer", Expect.Text,
            $"{MessageCase.Top}Content-Type: multipart/mixed; boundary=b1x\n\n--b1x\n{Multi("alternative", "b1", Plain, Html)}--b1x\n{{WAV}}--b1x--\n");
        yield return Inside("same-boundary", Expect.Text, Multi("alternative", "b1", Plain, Html), Plain, "{WAV}");
        yield return Case("boundary-padding", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("--b1\n", "--b1 \t\n")
            .Replace("--b1--\n", "--b1--  \n"));
        yield return Bounded("boundary-70", "'()+_,-./:=?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return Bounded("boundary-with-blanks", "----= next part of it");
        yield return Case("boundary-unquoted-equals", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("\"b1\"", "----=_Next_1=2")
                .Replace("--b1", "------=_Next_1=2"));
        yield return Case("boundary-rfc2231", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}")
                .Replace("boundary=\"b1\"", "\n\tboundary*0=\"b\";\n\tboundary*1=\"1\""));
        yield return Case("content-type-twice", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}")
                .Replace("boundary=\"b1\"\n", "boundary=\"b1\"\nContent-Type: text/html\n"));
        yield return Case("part-collapsed", Expect.Text, MessageCase.Mixed("--b1\n{WAV}"));
        yield return Case("part-header-only", Expect.Text, MessageCase.Mixed("Content-Type: text/plain\n--b1\n{WAV}"));
        yield return Case("part-without-empty-line", Expect.Text, MessageCase.Mixed("text at once\n--b1\n{WAV}"));
        yield return Case("subject-blank-colon", Expect.Text,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("Subject: ", "Subject : "));
        yield return Case("line-without-colon", Expect.Untouched,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("MIME-Version: 1.0", "no colon here"));
        yield return Case("mbox-from", Expect.Untouched, "From a@b Mon May  4 12:00:00 2026\n"
            + MessageCase.Mixed($"{Plain}--b1\n{{WAV}}"));
        yield return Case("header-only", Expect.Untouched, "Subject: x\nContent-Type: audio/wav\n");
        yield return Case("empty", Expect.Untouched, "");
        yield return Case("no-boundary-parameter", Expect.Untouched,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("; boundary=\"b1\"", ""));
        yield return Case("boundary-never-occurs", Expect.Untouched,
            MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("boundary=\"b1\"", "boundary=\"zz\""));
        yield return Case("multipart-empty", Expect.Untouched, MessageCase.Mixed("").Replace("--b1\n", ""));
        yield return Case("long-header-line", Expect.Text, $"X-Long: {new string('a', 20_000)}\n"
            + MessageCase.Mixed($"{Plain}--b1\n{{WAV}}"));
        yield return Case("500-fields", Expect.Text,
            string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: v\n")) + MessageCase
                .Mixed($"{Plain}--b1\n{{WAV}}"));
        yield return Case("depth-50", Expect.Text, MessageCase.Mixed($"{Nested(50)}--b1\n{{WAV}}"));
    }

    public static string Nested(int depth)
    {
        var inside = Plain;
        for (var i = 0; i < depth; i++) inside = Multi("mixed", $"n{i}n", inside);
        return inside;
    }

    public static string Multi(string subtype, string boundary, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n"
        + string.Concat(parts.Select(part => $"--{boundary}\n{part}")) + $"--{boundary}--\n";

    private static MessageCase Case(string id, Expect expect, string text) => new(id, expect, MessageCase.Octets(text));

    private static MessageCase Inside(string id, Expect expect, params string[] parts) =>
        Case(id, expect, MessageCase.Mixed(string.Join("--b1\n", parts)));

    private static MessageCase Bounded(string id, string boundary) =>
        Case(id, Expect.Text, MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("b1", boundary));
}
