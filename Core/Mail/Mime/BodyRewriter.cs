using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Puts the preview into the bodies of one mail.
///
/// <list type="bullet">
/// <item>Plain and HTML: both are extended, ours first.</item>
/// <item>Plain only: it is extended, and becomes the first part of an alternative with an HTML part of ours.</item>
/// <item>HTML only: it is extended after its body tag, and a plain part of ours goes before it, in an alternative.
/// </item>
/// <item>Neither: an alternative of ours becomes the first part; a mail that is not a multipart is wrapped, its Content
/// fields go with it.</item>
/// </list>
/// A text that cannot be decoded without loss stays as it is, with ours before it in a mixed multipart. Inserts at one
/// offset are made from the outside in before a part, and from the inside out after it.
/// </summary>
internal sealed class BodyRewriter(MimeMessage message, MailEnhancement enhancement, MimeEdits edits, MimeLimits limits)
{
    /// <summary>
    /// Characters of the original in an HTML part of ours, and octets: Gmail clips a message at 102 kB, and the preview
    /// may have most of it. The plain part has the whole original.
    /// </summary>
    private const int OriginalInHtmlMax = 16_000;

    private const int OriginalInHtmlBytesMax = 24_000;

    /// <summary>Octets that so many characters have at most: four each, three for each of them when encoded.</summary>
    private const int OriginalOctetsMax = 12 * OriginalInHtmlMax;

    private readonly BoundarySource boundaries = new(message, enhancement.Seed);

    public bool Run()
    {
        var root = message.Root;
        if (boundaries.Next() is not { } outer
            || boundaries.Next() is not { } first
            || boundaries.Next() is not { } second) return false;
        var main = MainBody.Find(root);
        if (main.Plain == root || main.Html == root) return false;
        switch (main)
        {
            case { Plain: { } plain, Html: { } html }:
                ExtendPlain(plain, first);
                ExtendHtml(html, second);
                Close(plain);
                Close(html);
                break;
            case { Plain: { } plain }:
                AddHtmlAfter(plain, outer, first);
                break;
            case { Html: { } html }:
                AddPlainBefore(html, outer, second);
                break;
            default:
                AddBoth(root, outer, first);
                break;
        }

        DropLengths(main.Plain ?? main.Html ?? root);
        return true;
    }

    private string Alternative(string boundary, string originalText) =>
        $"Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
        + PartWriter.Own("text/plain", enhancement.Text) + $"\r\n--{boundary}\r\n"
        + OwnHtml(originalText) + $"\r\n--{boundary}--";

    private string OwnHtml(string originalText)
    {
        var html = new StringBuilder(enhancement.HtmlDocumentStart).Append(enhancement.HtmlFragment);
        if (!string.IsNullOrWhiteSpace(originalText))
            html.Append(HtmlHeading()).Append("<div>").Append(Lines(originalText)).Append("</div>");

        return PartWriter.Own("text/html", html.Append(enhancement.HtmlDocumentEnd).ToString());
    }

    private static string Lines(string text)
    {
        var shown = text.Trim('\r', '\n');
        for (var length = Math.Min(shown.Length, OriginalInHtmlMax); ; length = length * 3 / 4)
        {
            if (length > 0 && char.IsHighSurrogate(shown[length - 1])) length--;
            var rest = length < shown.Length ? " […]" : "";
            var lines = HtmlEscape.ToAscii(shown[..length] + rest).ReplaceLineEndings("<br>\n");
            if (lines.Length <= OriginalInHtmlBytesMax) return lines;
        }
    }

    private string HtmlHeading() =>
        "\n<h2 style=\"font:bold 14px/20px Arial,Helvetica,sans-serif;margin:24px 0 8px\">"
        + $"{HtmlEscape.ToAscii(enhancement.OriginalHeading)}</h2>\n";

    private void AddHtmlAfter(MimePart plain, string outer, string inner)
    {
        // Readers of HTML see nothing but this part: they get the text also where it cannot be decoded without loss.
        var original = ReadPlain(plain) ?? plain.TextStart(OriginalOctetsMax);
        if (plain.Parent is { } parent && parent.Type.Is("multipart/alternative"))
        {
            ExtendPlain(plain, inner);
            InsertBeside(plain.Range.End, $"\r\n--{parent.Boundary}\r\n{OwnHtml(original)}");
        }
        else
        {
            Start(plain, "alternative", outer);
            ExtendPlain(plain, inner);
            edits.Insert(plain.Range.End, $"\r\n--{outer}\r\n{OwnHtml(original)}\r\n--{outer}--");
        }

        Close(plain);
    }

    private void AddPlainBefore(MimePart html, string outer, string inner)
    {
        var own = PartWriter.Own("text/plain", enhancement.Text);

        // In a related multipart the HTML must stay the root: the alternative goes around all of it.
        var target = html;
        while (target.Parent is { } parent && parent.Type.Is("multipart/related")) target = parent;
        if (target == message.Root)
        {
            WrapRoot("alternative", outer, own);
            ExtendHtml(html, inner);
        }
        else if (target.Parent is { } parent && parent.Type.Is("multipart/alternative"))
        {
            InsertBeside(target.Range.Start, $"{own}\r\n--{parent.Boundary}\r\n");
            ExtendHtml(html, inner);
        }
        else
        {
            Start(target, "alternative", outer);
            edits.Insert(target.Range.Start, $"{own}\r\n--{outer}\r\n");
            ExtendHtml(html, inner);
            edits.Insert(target.Range.End, $"\r\n--{outer}--");
        }

        Close(target);
    }

    private void AddBoth(MimePart root, string outer, string inner)
    {
        var takesParts = root.IsMultipart && root.Children.Count > 0 && root.Type.MediaType
            is not ("multipart/related" or "multipart/alternative" or "multipart/digest");
        var own = Alternative(inner, originalText: "");
        if (takesParts) InsertBeside(root.Children[0].Range.Start, $"{own}\r\n--{root.Boundary}\r\n");
        else WrapRoot("mixed", outer, own);
    }

    /// <summary>A boundary of the mail's own may have any octets, and is kept as one character for each.</summary>
    private void InsertBeside(int at, string text) => edits.Insert(at, Encoding.Latin1.GetBytes(text));

    /// <summary>Makes the message a multipart of <paramref name="first"/> and what it was; its Content fields move with
    /// that.</summary>
    private void WrapRoot(string subtype, string boundary, string first)
    {
        var root = message.Root;
        var moved = new List<byte>();
        foreach (var field in root.Fields)
        {
            if (!field.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) continue;
            edits.Remove(field.Raw);
            if (field.Is("Content-Length")) continue;
            moved.AddRange(field.Raw.Of(message.Content.Span));
            if (!field.Raw.Of(message.Content.Span).EndsWith("\r\n"u8)) moved.AddRange("\r\n"u8);
        }

        edits.Insert(root.Header.End, (root.Field("MIME-Version") is null ? "MIME-Version: 1.0\r\n" : "")
            + $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n" + (root.HasEmptyLine ? "" : "\r\n"));
        edits.Insert(root.Body.Start, $"--{boundary}\r\n{first}\r\n--{boundary}\r\n");
        edits.Insert(root.Body.Start, [.. moved, .. "\r\n"u8]);
        edits.Insert(root.Range.End, $"\r\n--{boundary}--\r\n");
    }

    /// <summary>Begins a multipart in a part's place; in a related one also under its name, by which it may be the
    /// root.</summary>
    private void Start(MimePart part, string subtype, string boundary)
    {
        var at = part.Range.Start;
        edits.Insert(at, $"Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n");
        if (part.Parent?.Type.Is("multipart/related") is true && part.RawValue("Content-ID") is { } id)
            edits.Insert(at, Encoding.Latin1.GetBytes($"Content-ID:{id}\r\n"));
        edits.Insert(at, $"\r\n--{boundary}\r\n");
    }

    /// <summary>The text when all of it can be decoded; null otherwise.</summary>
    private string? ReadPlain(MimePart part)
    {
        if (part.Body.Length > limits.TextBytesMax
            || part.Encoding is TransferEncoding.Unknown or TransferEncoding.UuEncode)
            return null;
        var decoded = part.Decode();
        if (!decoded.IsClean) return null;
        return Charsets.DecodeExact(decoded.Octets.Span, part.Type.Parameter("charset"))?.TrimStart('\ufeff');
    }

    private void ExtendPlain(MimePart part, string boundary)
    {
        if (ReadPlain(part) is not { } original)
        {
            PutBefore(part, boundary, PartWriter.Own("text/plain", enhancement.Text));
            return;
        }

        var isFlowed = string.Equals(part.Type.Parameter("format"), "flowed", StringComparison.OrdinalIgnoreCase);
        var text = new StringBuilder(isFlowed ? Flowed(enhancement.Text) : PartWriter.CrLf(enhancement.Text));
        if (!string.IsNullOrWhiteSpace(original))
            text.Append($"\r\n{enhancement.OriginalHeading}\r\n")
                .Append('-', enhancement.OriginalHeading.Length).Append("\r\n\r\n").Append(original);
        edits.Replace(part.Range, PartWriter.Changed(
            part, PartWriter.TypeInUtf8(part, "text/plain"), Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>
    /// Fixed lines in a flowed text (RFC 3676 section 4): no blank at the end, stuffed where a line
    /// begins with what would mean something.
    /// </summary>
    private static string Flowed(string text) =>
        string.Join("\r\n", text.ReplaceLineEndings("\n").Split('\n').Select(line =>
        {
            var isStuffed = line.StartsWith(' ') || line.StartsWith('>')
                || line.StartsWith("From ", StringComparison.Ordinal);
            return (isStuffed ? " " : "") + line.TrimEnd(' ');
        }));

    private void ExtendHtml(MimePart part, string boundary)
    {
        var charset = part.Type.Parameter("charset");
        var isReadable = part.Body.Length <= limits.TextBytesMax
            && part.Encoding is not (TransferEncoding.Unknown or TransferEncoding.UuEncode);
        var decoded = isReadable ? part.Decode() : default;
        string? newType = null;
        var octets = decoded.Octets;
        if (decoded.IsClean && !Charsets.IsAsciiCompatible(charset))
        {
            newType = PartWriter.TypeInUtf8(part, "text/html");
            isReadable = Charsets.DecodeExact(octets.Span, charset) is { } text
                && (octets = Encoding.UTF8.GetBytes(text.TrimStart('\ufeff'))).Length > 0;
        }

        if (!isReadable || !decoded.IsClean)
        {
            PutBefore(part, boundary, OwnHtml(""));
            return;
        }

        var at = HtmlInsertion.FindPosition(octets.Span);
        var fragment = "\r\n" + PartWriter.CrLf(enhancement.HtmlFragment
            + (HtmlInsertion.HasContent(octets.Span, at) ? HtmlHeading() : ""));
        byte[] body = [.. octets.Span[..at], .. Encoding.ASCII.GetBytes(fragment), .. octets.Span[at..]];
        edits.Replace(part.Range, PartWriter.Changed(part, newType, body));
    }

    /// <summary>A part that must stay as it is becomes the second of a mixed multipart whose first is ours.</summary>
    private void PutBefore(MimePart part, string boundary, string own)
    {
        Start(part, "mixed", boundary);
        edits.Insert(part.Range.Start, $"{own}\r\n--{boundary}\r\n");
        edits.Insert(part.Range.End, $"\r\n--{boundary}--");
    }

    /// <summary>A part without a line end of its own before the next boundary line needs one now.</summary>
    private void Close(MimePart part)
    {
        if (part.IsCollapsed) edits.Insert(part.Range.End, "\r\n");
    }

    /// <summary>Length and checksum of the multiparts around a change are no longer true.</summary>
    private void DropLengths(MimePart changed)
    {
        for (var part = changed.IsMultipart ? changed : changed.Parent; part is not null; part = part.Parent)
        {
            foreach (var field in part.Fields.Where(field => field.Is("Content-Length") || field.Is("Content-MD5")))
                edits.Remove(field.Raw);
        }
    }
}
