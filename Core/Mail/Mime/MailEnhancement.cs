namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>What is put into a mail.</summary>
public sealed record MailEnhancement
{
    /// <summary>
    /// Fields on top, in order, name and value; one that is there with the same value is not repeated.
    /// </summary>
    public required IReadOnlyList<(string Name, string Value)> TopFields { get; init; }

    /// <summary>Names of fields that are taken out; one of <see cref="TopFields"/> may take its place.</summary>
    public IReadOnlyList<string> RemovedFields { get; init; } = [];

    /// <summary>For the plain text body; any line ends.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// For the HTML body: a fragment in printable ASCII (character references for the rest), so that it fits any
    /// charset.
    /// </summary>
    public required string HtmlFragment { get; init; }

    /// <summary>Start of an HTML document of our own, up to and with the body tag; printable ASCII.</summary>
    public required string HtmlDocumentStart { get; init; }

    /// <summary>End of an HTML document of our own.</summary>
    public string HtmlDocumentEnd { get; init; } = "\n</body>\n</html>\n";

    /// <summary>Stands between ours and the original body.</summary>
    public string OriginalHeading { get; init; } = "Original message";

    /// <summary>Put before the subject, with its blank; empty for none.</summary>
    public string SubjectTag { get; init; } = "";

    /// <summary>A subject that begins with one of these is not tagged again.</summary>
    public IReadOnlyList<string> KnownSubjectTags { get; init; } = [];

    /// <summary>The subject (after the tag) of a mail that has none.</summary>
    public string SubjectWhenMissing { get; init; } = "Voicemail";

    /// <summary>What boundaries are derived from.</summary>
    public required string Seed { get; init; }
}
