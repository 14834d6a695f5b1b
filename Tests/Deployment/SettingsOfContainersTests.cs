using System.Text.RegularExpressions;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Tests.Tidy;

namespace VoicemailOrleans.Tests.Deployment;

/// <summary>With what the manifests set, and no more secrets than the documents ask for, each role would start.</summary>
public sealed partial class SettingsOfContainersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("containers-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("docker/compose.yaml", "gateway"), InlineData("docker/compose.yaml", "silo"), InlineData("docker/compose.yaml", "admin")]
    [InlineData("docker/kubernetes/kustomization.yaml", "gateway"), InlineData("docker/kubernetes/kustomization.yaml", "silo")]
    [InlineData("docker/kubernetes/kustomization.yaml", "admin")]
    public void Settings_OfEachRole_AreComplete(string file, string role)
    {
        var settings = Setting().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, file)))
            .DistinctBy(match => match.Groups[1].Value)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim('"'));
        Assert.Contains("REDIS_URL_FILE", settings.Keys);
        Assert.Contains("STORAGE_PATH", settings.Keys);
        settings["REDIS_URL_FILE"] = Path.Combine(folder, "redis_url");
        File.WriteAllText(settings["REDIS_URL_FILE"], "redis://:secret@redis:6379");
        settings["STORAGE_PATH"] = folder;
        settings["ROLES"] = role;
        settings.TryAdd("OUTBOUND_SMTP_HOST", "mail.example.org"); // in compose it is in .env
        Assert.Empty(SettingsLoader.Load(folder, settings).Errors);
    }

    /// <summary>Indented and not in a comment: <c>NAME: value</c>, or <c>- NAME=value</c>.</summary>
    [GeneratedRegex("^ +(?:- )?([A-Z][A-Z_]+)(?:: |=)([^\\n$]+)$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
