namespace VoicemailOrleans.Tests.Core.Audio;

/// <summary>A fact that needs programs or files of the machine; skipped, with the reason, where one is absent.</summary>
internal sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] needs)
    {
        var missing = needs.Where(need => !IsThere(need)).ToArray();
        if (missing.Length > 0) Skip = "needs " + string.Join(", ", missing);
    }

    private static bool IsThere(string need) =>
        need.StartsWith('/')
            ? Path.Exists(need)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, need)));
}
