using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Writes parts of our own, and header blocks of parts whose body we changed.</summary>
internal static class PartWriter
{
    /// <summary>A text part of our own: UTF-8, quoted-printable.</summary>
    public static string Own(string mediaType, string text) =>
        $"Content-Type: {mediaType}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + Encoding.ASCII.GetString(QuotedPrintable.Encode(Encoding.UTF8.GetBytes(CrLf(text))));

    /// <summary>Every line end as CRLF.</summary>
    public static string CrLf(string text) => text.ReplaceLineEndings("\r\n");

    /// <summary>
    /// A part with a new body: its other fields stay; length and checksum fields go, they would be wrong.
    /// </summary>
    /// <param name="part">The part as it was.</param>
    /// <param name="contentType">The new Content-Type value; null keeps the field as it is.</param>
    /// <param name="body">The new body before transfer encoding.</param>
    public static byte[] Changed(MimePart part, string? contentType, ReadOnlySpan<byte> body)
    {
        const string Encoded = "Content-Transfer-Encoding: quoted-printable\r\n";
        var type = contentType is null ? null : $"Content-Type: {contentType}\r\n";
        var output = new List<byte>();
        var (hasType, hasEncoding) = (false, false);
        foreach (var field in part.Fields)
        {
            if (field.Is("Content-MD5") || field.Is("Content-Length") || field.Is("Lines")) continue;
            if (field.Is("Content-Type") && !hasType && type is not null) Add(type);
            else if (field.Is("Content-Transfer-Encoding") && !hasEncoding) Add(Encoded);
            else AddRaw(field);
            hasType |= field.Is("Content-Type");
            hasEncoding |= field.Is("Content-Transfer-Encoding");
        }

        if (!hasType && type is not null) Add(type);
        if (!hasEncoding) Add(Encoded);
        Add("\r\n");
        output.AddRange(QuotedPrintable.Encode(body));
        return [.. output];

        void Add(string text) => output.AddRange(Encoding.ASCII.GetBytes(text));

        void AddRaw(MimeField field)
        {
            output.AddRange(field.Raw.Of(part.Content.Span));
            if (!field.Raw.Of(part.Content.Span).EndsWith("\r\n"u8)) Add("\r\n");
        }
    }

    /// <summary>The part's Content-Type with UTF-8 as its charset; parameters that are plain ASCII stay.</summary>
    public static string TypeInUtf8(MimePart part, string mediaType)
    {
        var value = new StringBuilder($"{mediaType}; charset=utf-8");
        foreach (var (name, text) in part.Type.Parameters)
        {
            if (name == "charset" || text.Length > 60 || text.Any(c => c is < ' ' or > '~' or '"' or '\\')) continue;
            if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))) continue;
            value.Append(";\r\n ").Append(name).Append("=\"").Append(text).Append('"');
        }

        return value.ToString();
    }
}
