namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Subjects and header fields, and mails that must not be touched.</summary>
internal static class HeaderCases
{
    private const string Plain = "Content-Type: text/plain\n\nplain text\n";

    public static IEnumerable<MessageCase> All()
    {
        yield return Subject("two-encoded-words", "Subject: =?utf-8?B?R3LDvMOf?=\n =?utf-8?B?ZSBhdXM=?=\n");
        yield return Subject("encoded-word-beside-plain", "Subject: Anruf von =?iso-8859-1?Q?J=F6rg?= (5)\n");
        yield return Subject("raw-utf-8", "Subject: J\u00c3\u00b6rg\n");
        yield return Subject("empty", "Subject:\n");
        yield return Subject("blank", "Subject: \n");
        yield return Subject("missing", "");
        yield return Subject("twice", "Subject: one\nSubject: two\n");
        yield return Subject("no-blank-after-colon", "Subject:x\n");
        yield return Subject("value-on-next-line", "Subject:\n x\n");
        yield return Subject("5000-folded", "Subject: "
            + string.Concat(Enumerable.Repeat(new string('s', 70) + "\n ", 70)) + "end\n");
        yield return Subject("990-in-one-line", "Subject: " + new string('s', 985) + "\n");
        yield return Subject("injection", "Subject: =?utf-8?Q?a=0D=0ABcc:_x@y?=\n");
        yield return Subject("bad-words", "Subject: =?x-foo?Q?a?= =?utf-8?B?*?= =?utf-8?Q?a b?= =?utf-8?Q?open\n");
        yield return Subject("folded-oddly", "Subject: a\n\t b  \n \n c \n");
        foreach (var (id, fields) in Untouchable())
            yield return new MessageCase(id, Expect.Untouched,
                MessageCase.Octets(fields + MessageCase.Mixed($"{Plain}--b1\n{{WAV}}")));
        yield return Root("signed", "multipart/signed; protocol=\"application/pkcs7-signature\"");
        yield return Root("encrypted", "multipart/encrypted; protocol=\"application/pgp-encrypted\"");
        yield return Root("report", "multipart/report; report-type=delivery-status");
        yield return new MessageCase("pkcs7-mime", Expect.Untouched, MessageCase.Octets(
            $"{MessageCase.Top}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIIB\n"));
        yield return new MessageCase("inline-pgp", Expect.Untouched, MessageCase.Octets(MessageCase.Mixed(
            "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx\n--b1\n{WAV}")));
        yield return new MessageCase("no-recording", Expect.Untouched,
            MessageCase.Octets($"{MessageCase.Top}\nJust a mail.\n"));
        yield return new MessageCase("zip", Expect.Untouched, MessageCase.Octets(MessageCase.Mixed(
            $"{Plain}--b1\nContent-Type: application/zip; name=wav.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n")));
        yield return new MessageCase("invite", Expect.Untouched, MessageCase.Octets(
            $"{MessageCase.Top}Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n"));
        yield return new MessageCase("dkim", Expect.Text, MessageCase.Octets(
            "DKIM-Signature: v=1; a=rsa-sha256; h=from:subject; bh=x; b=y\n" + MessageCase
                .Mixed($"{Plain}--b1\n{{WAV}}")));
    }

    private static IEnumerable<(string Id, string Fields)> Untouchable()
    {
        yield return ("already-enhanced", "X-Voicemail-Status: transcribed\n");
        yield return ("auto-submitted", "Auto-Submitted: auto-replied (vacation)\n");
        yield return ("list", "List-Id: <l.example>\n");
        yield return ("bulk", "Precedence: bulk\n");
        yield return ("vmsync", "Sender: <vmsyncmaster@pbx.example>\n");
    }

    private static MessageCase Root(string id, string type) => new(id, Expect.Untouched,
        MessageCase.Octets(MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("multipart/mixed", type)));

    private static MessageCase Subject(string id, string field) => new("subject " + id, Expect.Text,
        MessageCase.Octets(MessageCase.Mixed($"{Plain}--b1\n{{WAV}}").Replace("Subject: Voicemail from Ann\n", field)));
}
