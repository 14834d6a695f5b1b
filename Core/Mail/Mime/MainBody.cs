namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>The texts a reader of the mail sees first.</summary>
/// <param name="Plain">The main text/plain part; null when there is none.</param>
/// <param name="Html">The main text/html part; null when there is none.</param>
public sealed record MainBody(MimePart? Plain, MimePart? Html)
{
    private static readonly MainBody None = new(null, null);

    /// <summary>
    /// Finds them. Of a mixed multipart the first part that has any; of an alternative the first of each kind; of a
    /// related one its root. Attachments, other messages, calendars, and what is signed or encrypted are no body. The
    /// reader's depth limit bounds the recursion.
    /// </summary>
    public static MainBody Find(MimePart part)
    {
        if (!part.IsMultipart)
        {
            var isFile = part.IsAttachment || part.Disposition.Parameter("filename") is not null;
            if (isFile || RecordingFinder.IsRecording(part)) return None;
            return part.Type.MediaType switch
            {
                "text/plain" => new MainBody(part, null),
                "text/html" => new MainBody(null, part),
                _ => None,
            };
        }

        return part.Type.MediaType switch
        {
            "multipart/signed" or "multipart/encrypted" or "multipart/report" or "multipart/digest" => None,
            "multipart/alternative" => FindInAlternative(part),
            "multipart/related" => part.Children.Count == 0 ? None : Find(RelatedRoot(part)),
            _ => part.Children.Select(Find).FirstOrDefault(found => found != None) ?? None,
        };
    }

    /// <summary>
    /// The root of a multipart/related: the part its start parameter names, else the first (RFC 2387).
    /// </summary>
    public static MimePart RelatedRoot(MimePart related) =>
        related.Type.Parameter("start")?.Trim() is { Length: > 0 } start
        && related.Children.FirstOrDefault(child => child.RawValue("Content-ID")?.Trim() == start) is { } named
            ? named
            : related.Children[0];

    private static MainBody FindInAlternative(MimePart part)
    {
        var found = None;
        foreach (var child in part.Children)
        {
            var inside = Find(child);
            found = new MainBody(found.Plain ?? inside.Plain, found.Html ?? inside.Html);
        }

        return found;
    }
}
