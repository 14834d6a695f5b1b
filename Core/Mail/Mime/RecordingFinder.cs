namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Finds the recordings of a message: by content, then by name, then by declared type.</summary>
public static class RecordingFinder
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".wav", ".wave", ".mp3", ".mp2", ".gsm", ".amr", ".awb", ".au", ".snd", ".ogg", ".oga", ".opus",
        ".flac", ".m4a", ".aac", ".caf", ".wma", ".ul", ".ulaw", ".al", ".alaw", ".vox", ".vbk", ".g726",
        ".g729", ".aif", ".aiff",
    };

    /// <summary>The recordings in message order. What is inside other messages and archives is not searched.</summary>
    public static IReadOnlyList<MimePart> Find(MimeMessage message) => [.. message.Parts().Where(IsRecording)];

    /// <summary>Whether a part is one.</summary>
    internal static bool IsRecording(MimePart part)
    {
        if (part.IsMultipart || part.Type.MediaType.StartsWith("message/", StringComparison.Ordinal)) return false;

        // A name as its owner speaks it is no message (RFC 3801: Originator-Spoken-Name, Recipient-Spoken-Name).
        var voice = part.Disposition.Parameter("voice");
        if (voice?.EndsWith("-Spoken-Name", StringComparison.OrdinalIgnoreCase) is true) return false;
        var isNamed = Extensions.Contains(part.FileExtension);
        var isText = part.Type.IsDeclared && part.Type.MediaType.StartsWith("text/", StringComparison.Ordinal);

        // A text may well begin with "ID3" or "OggS": without an audio name it is taken for what it says it is.
        if (isText && !isNamed) return false;
        if (part.Type.MediaType.StartsWith("video/", StringComparison.Ordinal)) return false;
        if (isNamed || part.Type.MediaType.StartsWith("audio/", StringComparison.Ordinal)) return true;
        var start = TransferDecoding.DecodeStart(part.Body.Of(part.Content), part.Encoding);
        return AudioSignature.Recognise(start.Span) is not null;
    }
}
