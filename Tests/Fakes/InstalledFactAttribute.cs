namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A test that needs programs of the system; skipped where one is not installed, and it says which.</summary>
internal class InstalledFactAttribute : FactAttribute
{
    /// <param name="paths">Files or folders that the packages bring.</param>
    public InstalledFactAttribute(params string[] paths)
    {
        if (paths.FirstOrDefault(path => !Path.Exists(path)) is { } missing) Skip = $"{missing} is not installed";
    }
}
