namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// The mails of systems whose default form their makers publish and that the built-in rules do not read by themselves:
/// <c>known.json</c>, a file as sites write them. They are tried after a site's own profiles.
/// </summary>
internal static class KnownProfiles
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<MailProfile> All { get; } = Read();

    private static IReadOnlyList<MailProfile> Read()
    {
        using var file = typeof(KnownProfiles).Assembly.GetManifestResourceStream("Profiles/known")!;
        using var reader = new StreamReader(file);
        return ProfileFile.Parse(reader.ReadToEnd()).Value!.Profiles;
    }
}
