using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Writes into a mail, changing only what it must. Every change is an edit at an offset of the original (see
/// <see cref="MimeEdits"/>), so that all other octets are the original's own memory.
///
/// What it does: our fields on top; the tag at the start of the Subject's value, whose octets stay; the bodies
/// (<see cref="BodyRewriter"/>). A mail that leaves no room for a safe boundary gets the fields on top only.
/// </summary>
public static class MimeRewriter
{
    private const int LineMax = 998;

    private static readonly HashSet<string> ReplyFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Sensitivity", "Importance",
    };

    /// <summary>Writes a preview into a voicemail; null when that cannot be done safely.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Enhance(
        MimeMessage message, MailEnhancement enhancement, MimeLimits? limits = null)
    {
        // A mail without a header, or that ends within it, has no body to write into.
        var root = message.Root;
        var hasBody = root.Fields.Count > 0 && root.Header.End < message.Content.Length;
        if (message.TooComplex is not null || !hasBody) return null;
        var edits = new MimeEdits(message.Content);
        AddTopFields(root, enhancement.TopFields, edits);
        RemoveFields(root, enhancement.RemovedFields, edits);
        TagSubject(root, enhancement, edits);
        var bodies = new BodyRewriter(message, enhancement, edits, limits ?? MimeLimits.Default);
        return bodies.Run() ? edits.Apply() : null;
    }

    /// <summary>
    /// Writes a mail of our own that stands beside a voicemail: the fields of the header that say from whom to whom
    /// about what, octet by octet, and a body of ours. Null when that cannot be done safely.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? WriteReply(MimeMessage message, MailEnhancement enhancement)
    {
        var root = message.Root;
        var hasBody = root.Fields.Count > 0 && root.Header.End < message.Content.Length;
        if (message.TooComplex is not null || !hasBody) return null;
        if (new BoundarySource(message, enhancement.Seed).Next() is not { } boundary) return null;
        var edits = new MimeEdits(message.Content);
        AddTopFields(root, enhancement.TopFields, edits);
        var at = 0;
        // Of one that is there twice, which it must not be, the first: that is what readers show.
        foreach (var field in root.Fields
            .Where(field => ReplyFields.Contains(field.Name) && root.Field(field.Name) == field))
        {
            edits.Remove(new ByteRange(at, field.Raw.Start - at));
            at = field.Raw.End;
        }

        edits.Remove(new ByteRange(at, root.Header.End - at));
        TagSubject(root, enhancement, edits);
        var html = enhancement.HtmlDocumentStart + enhancement.HtmlFragment + enhancement.HtmlDocumentEnd;
        var body = $"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n"
            + $"--{boundary}\r\n{PartWriter.Own("text/plain", enhancement.Text)}\r\n"
            + $"--{boundary}\r\n{PartWriter.Own("text/html", html)}\r\n--{boundary}--\r\n";
        var rest = new ByteRange(root.Header.End, message.Content.Length - root.Header.End);
        edits.Replace(rest, Encoding.ASCII.GetBytes(body));
        return edits.Apply();
    }

    /// <summary>Adds fields on top, takes those with a name out, and changes nothing else.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Stamp(
        MimeMessage message, IReadOnlyList<(string Name, string Value)> topFields, IReadOnlyList<string> removedFields)
    {
        var edits = new MimeEdits(message.Content);
        AddTopFields(message.Root, topFields, edits);
        RemoveFields(message.Root, removedFields, edits);
        return edits.Apply();
    }

    /// <summary>
    /// Adds fields on top of a mail that nobody shall read. It must begin with a field, as everything does that our
    /// session took: its Received is on top.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> StampUnread(
        ReadOnlyMemory<byte> content, IReadOnlyList<(string Name, string Value)> topFields)
    {
        var text = string.Concat(topFields.Select(field => $"{field.Name}: {field.Value}\r\n"));
        return [Encoding.UTF8.GetBytes(text), content];
    }

    private static void AddTopFields(
        MimePart root, IReadOnlyList<(string Name, string Value)> topFields, MimeEdits edits)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in topFields)
        {
            var isThere = root.Fields.Any(field => field.Is(name)
                && Encoding.Latin1.GetString(field.Value.Of(root.Content.Span)).Trim() == value);
            if (!isThere) text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        // A first line that is no field would be read as part of ours: an empty line keeps it what it is, body.
        if (text.Length > 0 && root.Fields.Count == 0 && !root.HasEmptyLine) text.Append("\r\n");
        edits.Insert(0, text.ToString());
    }

    private static void RemoveFields(MimePart root, IReadOnlyList<string> names, MimeEdits edits)
    {
        foreach (var field in root.Fields.Where(field => names.Any(field.Is))) edits.Remove(field.Raw);
    }

    private static void TagSubject(MimePart root, MailEnhancement enhancement, MimeEdits edits)
    {
        var tag = enhancement.SubjectTag.TrimEnd();
        if (tag.Length == 0) return;
        if (root.Field("Subject") is not { } field)
        {
            var made = HeaderText.Encode($"{tag} {enhancement.SubjectWhenMissing}");
            edits.Insert(root.Header.End, $"Subject: {made}\r\n");
            return;
        }

        var subject = root.Text("Subject") ?? "";
        var known = enhancement.KnownSubjectTags.Append(tag);
        if (known.Any(one => subject.StartsWith(one.Trim(), StringComparison.OrdinalIgnoreCase))) return;
        var value = field.Value.Of(root.Content.Span);
        var rest = value.TrimStart(" \t\r\n"u8);
        if (rest.IsEmpty)
        {
            edits.Insert(field.Value.Start, " " + HeaderText.Encode(tag));
            return;
        }

        var encoded = HeaderText.Encode(tag);

        // The blank between two encoded words is not shown (RFC 2047 section 6.2), so it goes into the first.
        if (encoded != tag && rest.StartsWith("=?"u8))
            encoded = $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(tag + " "))}?=";
        var start = field.Value.End - rest.Length;
        var lineLength = rest.IndexOf("\r\n"u8) is var end and >= 0 ? end : rest.Length;
        var isLong = field.Name.Length + 2 + encoded.Length + 1 + lineLength > LineMax;
        var hasBlank = start > field.Value.Start;
        edits.Insert(start, (hasBlank ? "" : " ") + encoded + (isLong ? "\r\n " : " "));
    }
}
