using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Mails that nobody may write into.</summary>
internal static class UntouchedCases
{
    public static IEnumerable<MessageCase> All()
    {
        yield return Root("M066-signed-smime", "signed; protocol=\"application/pkcs7-signature\"");
        yield return Root("M067-signed-pgp", "signed; protocol=\"application/pgp-signature\"; micalg=pgp-sha256");
        yield return Of("M068-pkcs7-mime", $"{Top}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nMIIB\n");
        yield return Of("M068-x-pkcs7-mime", $"{Top}Content-Type: application/x-pkcs7-mime; name=smime.p7m\n\nMIIB\n");
        yield return Of("M28-p7m-by-name", $"{Top}Content-Type: application/octet-stream; name=smime.p7m\n\nMIIB\n");
        yield return Root("M069-encrypted-pgp", "encrypted; protocol=\"application/pgp-encrypted\"");
        yield return TextPart("M070-pgp-clear-signed", "Content-Type: text/plain\n", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx");
        yield return TextPart("M11-pgp-encrypted-inline", "Content-Type: text/plain\n", "\n-----BEGIN PGP MESSAGE-----\n\nx");
        yield return Root("M076-delivery-report", "report; report-type=delivery-status");
        yield return Root("M27-read-receipt", "report; report-type=disposition-notification");
        yield return Fields("M27-already-enhanced", "X-Voicemail-Status: transcribed\n");
        yield return Fields("M27-vacation", "Auto-Submitted: auto-replied (vacation)\n");
        yield return Fields("M27-list", "List-Id: <l.example>\n");
        yield return Fields("M27-bulk", "Precedence: bulk\n");
        yield return Fields("M27-voicemail-server", "Sender: <vmsyncmaster@pbx.example>\n");
        yield return Of("M28-no-recording", $"{Top}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nJust a mail.\n");
        yield return Of("M28-invitation", $"{Top}Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n");
        yield return Inside("M10-zip", Plain, "Content-Type: application/zip; name=wav.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n");
        yield return Inside("M10-recording-in-a-message", Plain,
            "Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=i1\n\n--i1\n{WAV}--i1--\n");
        yield return Inside("M10-tnef", Plain, "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==\n");
    }

    private static MessageCase Root(string name, string type) => With(name, "multipart/mixed", "multipart/" + type);

    private static MessageCase Fields(string name, string fields) => Of(name, fields + Usual);
}
