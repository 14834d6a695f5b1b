using System.Text;
using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Messages made to hurt, too large for files.</summary>
internal static class LargeCases
{
    private static readonly Dictionary<string, Func<string>> All = new()
    {
        ["M107-10000-levels"] = () => Top + Many(10_000, i => $"Content-Type: multipart/mixed; boundary=n{i}n\n\n--n{i}n\n"),
        ["M108-2000-messages-in-messages"] = () => Top + Many(2000, _ => "Content-Type: message/rfc822\n\n"),
        ["M110-1000000-parts"] = () => Mixed(Many(1_000_000, _ => "--b1\n")),
        ["M111-50-megabytes"] = () => Usual,
        ["M112-field-of-10-megabytes"] = () => $"X-Big: {new string('a', 10_000_000)}\n{Usual}",
        ["M112-200000-fields"] = () => Many(200_000, _ => "X: y\n") + Usual,
        ["M113-almost-boundaries"] = () => Body("Content-Type: text/plain\n", Many(100_000, _ => "--b1y\n")),
        ["M23-parameters"] = () => Body($"Content-Type: text/plain{Many(50_000, i => $"; p*{i}*=\"x\"")}\n", "x"),
        ["M23-comments"] = () => Body($"Content-Type: text/plain {new string('(', 200_000)}\n", "x"),
        ["M23-html-tags"] = () => Body("Content-Type: text/html\n", Many(200_000, _ => "<!")),
        ["M23-html-comments"] = () => Body("Content-Type: text/html\n", Many(200_000, _ => "<!--")),
        ["M23-html-script-ends"] = () => Body("Content-Type: text/html\n", "<script>" + Many(200_000, _ => "</x")),
        ["M23-html-script-ends-cut"] = () => Body("Content-Type: text/html\n", "<script>" + Many(100_000, _ => "</script ")),
        ["M23-equals-signs"] = () => Body("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n", new string('=', 500_000)),
        ["M23-endless-line"] = () => Body("Content-Type: text/plain\n", new string('-', 3_000_000)),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static byte[] Make(string name)
    {
        var message = Octets(All[name]());
        return name == "M111-50-megabytes" ? WithRecordingOf(50_000_000, message) : message;
    }

    /// <summary>The usual message with a longer recording; as text it would be in memory several times.</summary>
    private static byte[] WithRecordingOf(int length, byte[] message)
    {
        var samples = new byte[length];
        MessageCase.Wav.CopyTo(samples, 0);
        var recording = Encoding.ASCII.GetBytes(Convert.ToBase64String(samples, Base64FormattingOptions.InsertLineBreaks));
        var old = Octets(WavBase64);
        var at = message.AsSpan().IndexOf(old);
        return [.. message.AsSpan(0, at), .. recording, .. message.AsSpan(at + old.Length)];
    }

    private static string Body(string fields, string text) => Mixed($"{fields}\n{text}\n--b1\n{{WAV}}");

    private static string Many(int count, Func<int, string> piece) => string.Concat(Enumerable.Range(0, count).Select(piece));
}
