namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>
/// A test that has the kernel's answers changed by strace; skipped, and said so, where there is none.
/// </summary>
internal sealed class StraceFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/strace";

    public StraceFactAttribute()
    {
        if (!File.Exists(Path)) Skip = $"{Path} is not installed.";
    }
}
