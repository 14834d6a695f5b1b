namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Parts that may hold a recording and are not looked into: archives, Outlook's winmail.dat, messages within the
/// message. A mail that has its recording there passes as it came, and people are told where to look.
/// </summary>
public static class UnsearchedParts
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "application/zip", "application/x-zip-compressed", "application/x-zip", "application/gzip",
        "application/x-gzip", "application/x-tar", "application/x-7z-compressed", "application/vnd.rar",
        "application/x-rar-compressed", "application/ms-tnef", "application/vnd.ms-tnef", "message/rfc822",
        "message/global", "message/partial", "message/external-body",
    };

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".eml", ".msg",
    };

    /// <summary>The parts in message order.</summary>
    public static IReadOnlyList<MimePart> Find(MimeMessage message) => [.. message.Parts().Where(IsClosed)];

    private static bool IsClosed(MimePart part) =>
        !part.IsMultipart && part.Parent is not null
        && (Types.Contains(part.Type.MediaType) || Extensions.Contains(part.FileExtension)
            || "winmail.dat".Equals(part.FileName, StringComparison.OrdinalIgnoreCase));
}
