namespace VoicemailOrleans.Core.Voicemail;

/// <summary>Header fields that a policy may take out of a mail.</summary>
public static class RemovableHeaders
{
    /// <summary>
    /// A signature that no longer fits once we have written into the mail; some filters count that against it, though
    /// RFC 6376 section 6.1 has it be as if there were none. It stays on a mail that goes on as it came.
    /// </summary>
    public const string DkimSignature = "DKIM-Signature";

    /// <summary>Names who gets the mail without the others knowing; RFC 5322 section 3.6.3 has the sender remove it.</summary>
    public const string Bcc = "Bcc";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [DkimSignature, Bcc];
}
