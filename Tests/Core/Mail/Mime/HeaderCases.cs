using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Subjects, and header blocks that are large, odd or broken.</summary>
internal static class HeaderCases
{
    private const string SubjectField = "Subject: Voicemail from Ann\n";

    public static IEnumerable<MessageCase> All() => Subjects().Concat(Blocks()).Concat(Beginnings());

    private static IEnumerable<MessageCase> Subjects()
    {
        yield return Subject("M078-two-encoded-words", "Subject: =?utf-8?B?R3LDvMOf?=\n =?utf-8?B?ZSBhdXM=?=\n");
        yield return Subject("M079-encoded-word-beside-plain", "Subject: Anruf von =?iso-8859-1?Q?J=F6rg?= (5)\n");
        yield return Subject("M080-raw-utf-8", "Subject: J\u00c3\u00b6rg\n");
        yield return Subject("M081-empty", "Subject:\n");
        yield return Subject("M081-blank", "Subject: \n");
        yield return Subject("M082-missing", "");
        yield return Subject("M083-twice", "Subject: one\nSubject: two\n");
        yield return Subject("M084-5000-folded", "Subject: " + string.Concat(Enumerable.Repeat(new string('s', 70) + "\n ", 70)) + "end\n");
        yield return Subject("M085-injection", "Subject: =?utf-8?Q?a=0D=0ABcc:_x@y?=\n");
        yield return Subject("M086-bad-encoded-words", "Subject: =?x-foo?Q?a?= =?utf-8?B?*?= =?utf-8?Q?a b?= =?utf-8?Q?open\n");
        yield return Subject("M114-encoded-word-starts", "Subject: " + string.Concat(Enumerable.Repeat("=? (", 15_000)) + "\n");
        yield return Subject("M17-no-blank-after-colon", "Subject:x\n");
        yield return Subject("M17-value-on-next-line", "Subject:\n x\n");
        yield return Subject("M17-990-in-one-line", "Subject: " + new string('s', 985) + "\n");
        yield return Subject("M17-tagged-already", "Subject: [Transcribed] Voicemail from Ann\n");
    }

    private static IEnumerable<MessageCase> Blocks()
    {
        yield return Before("M072-dkim", "DKIM-Signature: v=1; a=rsa-sha256; h=from:subject; bh=x; b=y\n");
        yield return Of("M089-folded-oddly", "X-Tabs:\ta\n\tb\nX-Blanks: a  \n \n\t \n b \n"
            + Usual.Replace(SubjectField, "Subject: a\n\t b  \n \n c \n"));
        yield return Before("M090-long-line", $"X-Long: {new string('a', 20_000)}\n");
        yield return Before("M090-500-fields", string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: v\n")));
        yield return With("M091-blank-before-colon", "Subject: ", "Subject : ");
        yield return Before("M091-no-value", "X-None:\nX-Blank: \n");
        yield return With("M091-8-bit-name", "MIME-Version: 1.0", "X-\u00fc: 1");
        yield return With("M092-line-without-colon", "MIME-Version: 1.0", "no colon here");
        yield return Of("M097-utf-8-fields", "X-Caller: J\u00c3\u00b6rg\n"
            + Usual.Replace("\"Ann Example\"", "J\u00c3\u00b6rg M\u00c3\u00bcller").Replace("<bob@", "<b\u00c3\u00b6b@"));
        yield return Before("M18-nul-in-field", "X-Nul: a\0b\n");
        yield return Before("M18-bare-cr-in-field", "X-Bare: a\rb\n");
        yield return Of("M26-few-fields", Usual[Usual.IndexOf("MIME-Version", StringComparison.Ordinal)..]);
        yield return Before("M26-bcc", "Bcc: <eve@example.com>\n");
    }

    private static IEnumerable<MessageCase> Beginnings()
    {
        yield return Before("M093-blank-line-first", "\n");
        yield return Before("M093-fold-first", " a fold of nothing\n");
        yield return Before("M094-mbox-from", "From a@b Mon May  4 12:00:00 2026\n");
        yield return Of("M095-header-alone", "Subject: x\nContent-Type: audio/wav\n");
        yield return Of("M096-empty", "");
    }

    private static MessageCase Subject(string name, string field) => With(name, SubjectField, field);

    private static MessageCase Before(string name, string lines) => Of(name, lines + Usual);
}
