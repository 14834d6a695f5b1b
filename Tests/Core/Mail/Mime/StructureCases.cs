using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>The ways mails are built of parts.</summary>
internal static class StructureCases
{
    private const string Picture = "Content-Type: image/png\nContent-ID: <p1>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n";
    private const string Calendar = "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n";

    public static IEnumerable<MessageCase> All() => Bodies().Concat(Attachments()).Concat(Trees());

    private static IEnumerable<MessageCase> Bodies()
    {
        yield return With("M024-multipart-without-version", "MIME-Version: 1.0\n", "");
        yield return Inside("M025-alternative", Multi("alternative", "b2", Plain, Html), "{WAV}");
        yield return Inside("M026-alternative-in-related", Multi("related", "b2", Multi("alternative", "b3", Plain, Html), Picture), "{WAV}");
        yield return Inside("M027-related-in-alternative", Multi("alternative", "b2", Plain, Multi("related", "b3", Html, Picture)), "{WAV}");
        yield return Inside("M029-related-without-plain", Multi("related", "b2", Html, Picture), "{WAV}");
        yield return Of("M03-related-root", Mixed($"{Html}--b1\n{{WAV}}").Replace("multipart/mixed", "multipart/related"));
        yield return Of("M03-related-root-without-text", Mixed($"{Picture}--b1\n{{WAV}}").Replace("multipart/mixed", "multipart/related"));
        yield return Inside("M03-plain-root-of-related", Multi("related; start=\"<x>\"", "b2", Picture, "Content-ID: <x>\n" + Plain), "{WAV}");
        yield return Inside("M03-unreadable-html-root-of-related",
            Multi("related; start=\"<x>\"", "b2", Picture, "Content-ID: <x>\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGI+*eDwv\n"), "{WAV}");
        yield return Of("M03-digest-root", Mixed("{WAV}").Replace("multipart/mixed", "multipart/digest"));
        yield return Inside("M03-alternative-of-html-alone", Multi("alternative", "b2", Html), "{WAV}");
        yield return Inside("M030-recording-first", "{WAV}", Plain);
        yield return Inside("M030-recording-before-html", "{WAV}",
            "Content-Type: text/html\n\n<!-- x --><html><head><title>x</title></head><body class=\"a>b\"><p>html text</p></body></html>\n");
        yield return Inside("M032-no-text", "{WAV}");
        yield return Inside("M033-two-texts", Plain, "Content-Type: text/plain\n\nsecond text\n", "{WAV}");
        yield return Inside("M036-calendar-third", Multi("alternative", "b2", Plain, Html, Calendar), "{WAV}");
        yield return Inside("M07-calendar-second", Multi("alternative", "b2", Plain, Calendar), "{WAV}");
    }

    private static IEnumerable<MessageCase> Attachments()
    {
        yield return Inside("M034-text-attached-alone", "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n", "{WAV}");
        yield return Inside("M035-texts-attached", Plain, "Content-Type: text/plain\nContent-Disposition: ATTACHMENT; filename=a.txt\n\nattached\n",
            "Content-Type: text/html\nContent-Disposition: attachment\n\n<p>attached\n", "{WAV}");
        yield return Inside("M07-vcard", Plain, "Content-Type: text/vcard\n\nBEGIN:VCARD\n", "{WAV}");
        yield return Inside("M07-delivery-status", Plain, "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n", "{WAV}");
        yield return Inside("M071-signed-inside", Plain, Multi("signed; protocol=x", "b2", "Content-Type: text/plain\n\nsigned text\n", "Content-Type: application/pgp-signature\n\nx\n"), "{WAV}");
        yield return Inside("M073-tnef", Plain, "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==\n", "{WAV}");
        yield return Inside("M074-message", Plain,
            $"Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=i1\n\n--i1\n\ninner text\n--i1\n{{WAV}}--i1--\n", "{WAV}");
        yield return Inside("M075-message-in-base64", Plain, "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeA0KDQp4DQo=\n", "{WAV}");
        yield return Inside("M075-message-partial", Plain, "Content-Type: message/partial; id=\"a@b\"; number=1; total=2\n\nSubject: x\n\nfirst half\n", "{WAV}");
        yield return Inside("M075-message-elsewhere", Plain,
            "Content-Type: message/external-body; access-type=anon-ftp; site=x.example; name=a.wav\n\nContent-Type: audio/wav\nContent-ID: <a@b>\n\n", "{WAV}");
    }

    private static IEnumerable<MessageCase> Trees()
    {
        yield return Of("M038-multipart-empty", Mixed("").Replace("--b1\n", ""));
        yield return Inside("M106-depth-50", Nested(50), "{WAV}");
        yield return Inside("M109-1000-parts", [Plain, "{WAV}", .. Enumerable.Repeat("\nx\n", 998)]);
    }

    private static string Nested(int depth)
    {
        var inside = Plain;
        for (var i = 0; i < depth; i++) inside = Multi("mixed", $"n{i}n", inside);
        return inside;
    }
}
