using System.Text;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>
/// One message of TestData/Mime/Cases. Its name is that of its file: the row of rows.md that it stands for, and what is
/// odd about it. What must become of it stands in rows.md.
/// </summary>
internal sealed record MessageCase(string Name, byte[] Message)
{
    public const string Top =
        "Received: from pbx by gateway with ESMTP id x;\n\tMon, 4 May 2026 12:00:00 +0000\nFrom: \"Ann Example\" <4155550199@pbx.example>\n"
        + "To: <bob@example.com>\nSubject: Voicemail from Ann\nDate: Mon, 4 May 2026 14:00:00 +0200\nMessage-ID: <m1@pbx.example>\n";

    public const string Plain = "Content-Type: text/plain\n\nplain text\n";
    public const string Html = "Content-Type: text/html\n\n<html><body><p>html text</p></body></html>\n";

    /// <summary>A recording of forty samples, so that cases stay readable.</summary>
    public static byte[] Wav { get; } = MakeWav();

    public static string WavBase64 { get; } = Convert.ToBase64String(Wav, Base64FormattingOptions.InsertLineBreaks);

    /// <summary>A recording as a part, ready to stand between boundary lines.</summary>
    public static string WavPart { get; } =
        $"Content-Type: audio/wav; name=\"msg.wav\"\nContent-Disposition: attachment; filename=\"msg.wav\"\nContent-Transfer-Encoding: base64\n\n{WavBase64}\n";

    /// <summary>The usual message, as the PBX writes it.</summary>
    public static string Usual { get; } = Mixed($"{Plain}--b1\n{{WAV}}");

    /// <summary>All that are small enough for a file, in the order of their names.</summary>
    public static IReadOnlyList<MessageCase> All { get; } =
    [
        .. new[] { TextCases.All(), HtmlCases.All(), StructureCases.All(), BoundaryCases.All(), RecordingCases.All(), HeaderCases.All(), UntouchedCases.All() }
            .SelectMany(cases => cases).OrderBy(item => item.Name, StringComparer.Ordinal),
    ];

    /// <summary>The message of a name.</summary>
    public static byte[] Named(string name) => All.Single(item => item.Name == name).Message;

    /// <summary>Text with LF line ends and one character per octet; {WAV} is the recording part.</summary>
    public static byte[] Octets(string text) =>
        Encoding.Latin1.GetBytes(text.Replace("{WAV}", WavPart).Replace("\r\n", "\n").Replace("\n", "\r\n"));

    public static string Mixed(string inside) =>
        $"{Top}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b1\"\n\n--b1\n{inside}--b1--\n";

    public static string Multi(string subtype, string boundary, params string[] parts) =>
        $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n"
        + string.Concat(parts.Select(part => $"--{boundary}\n{part}")) + $"--{boundary}--\n";

    public static MessageCase Of(string name, string text) => new(name, Octets(text));

    /// <summary>A mixed multipart of these parts.</summary>
    public static MessageCase Inside(string name, params string[] parts) =>
        Of(name, Mixed(string.Join("--b1\n", parts)));

    /// <summary>A text part of these header lines and this body, then a recording.</summary>
    public static MessageCase TextPart(string name, string fields, string body) =>
        Inside(name, $"{fields}\n{body}\n", "{WAV}");

    /// <summary>The usual message with something else in one place of it.</summary>
    public static MessageCase With(string name, string old, string other) => Of(name, Usual.Replace(old, other));

    public override string ToString() => Name;

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
