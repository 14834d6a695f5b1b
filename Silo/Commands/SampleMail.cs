using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// Voicemails as a PBX mails them, around the recordings that come with the executable or any other file.
/// </summary>
internal static class SampleMail
{
    private const string Prefix = "samples/";

    /// <summary>The recordings inside the executable: what was said, or silence.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(),
    ];

    /// <summary>The octets of a recording inside the executable.</summary>
    public static byte[] Recording(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new FileNotFoundException($"There is no sample {name}; there are {string.Join(", ", Names)}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A mail with a recording, as the PBX would write it now.</summary>
    public static byte[] Build(
        byte[] recording, string fileName, string from, string to, DateTimeOffset now,
        string subject = "Voicemail message from 415-555-0199")
    {
        var boundary = "=_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var messageId = $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}@pbx.example";
        return Encoding.UTF8.GetBytes(
            $"""
            From: "Voice Mail" <{from}>
            To: <{to}>
            Subject: {subject}
            Date: {now.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000
            Message-ID: <{messageId}>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="{boundary}"

            --{boundary}
            Content-Type: text/plain; charset=us-ascii

            You received a voice message. Caller: 415-555-0199
            --{boundary}
            Content-Type: audio/wav; name="{fileName}"
            Content-Disposition: attachment; filename="{fileName}"
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(recording, Base64FormattingOptions.InsertLineBreaks)}
            --{boundary}--

            """.ReplaceLineEndings("\r\n"));
    }
}
