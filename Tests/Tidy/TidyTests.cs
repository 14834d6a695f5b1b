using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace VoicemailOrleans.Tests.Tidy;

/// <summary>The repository keeps its own rules; each rule is tried on a bad sample first.</summary>
public sealed partial class TidyTests
{
    [Theory]
    [InlineData("Core/Mail/Mime/X.cs", "using VoicemailOrleans.Grains;")]
    [InlineData("Core/Mail/Mime/X.cs", "using VoicemailOrleans.Core.Voicemail;")]
    [InlineData("Core/Audio/X.cs", "using System.Net.Http;")]
    [InlineData("Core/Audio/X.cs", "    private readonly Socket socket;")]
    [InlineData("Core/Audio/X.cs", "    public Task<int> Read() => throw null;")]
    [InlineData("Gateway/X.cs", "using VoicemailOrleans.Silo.Spool;")]
    [InlineData("AdminUi/X.cs", "using Microsoft.Data.Sqlite;")]
    public void References_BadSample_IsFound(string path, string line) =>
        Assert.NotEmpty(ReferenceRules.Check(new SourceFile(path, [line])));

    [Fact]
    public void References_WholeTree_FollowTheTable() =>
        AssertNone(SourceTree.CSharp().Concat(SourceTree.Files("AdminUi", "*.razor")).SelectMany(ReferenceRules.Check));

    [Fact]
    public void Projects_References_FollowTheTable()
    {
        foreach (var (project, expected) in new[]
                 {
                     ("Core", ""), ("Grains", "Core"), ("Gateway", "Grains"), ("AdminUi", "Grains"),
                     ("Silo", "AdminUi Gateway"), ("Tests", "Silo"), ("Bench", "Silo"),
                 })
        {
            var references = XDocument.Load(Path.Combine(SourceTree.Root, project, project + ".csproj"))
                .Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
            Assert.Equal(expected, string.Join(' ', references.Order()));
        }
    }

    [Fact]
    public void Style_BadSamples_AreFound()
    {
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", [.. Enumerable.Repeat("", 301)])));
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", [new string('x', 121)])));
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", ["internal sealed class MailHelper"])));
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", ["// TODO later"])));
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", ["public sealed class A", "public sealed class B"])));
        Assert.NotEmpty(StyleRules.Check(new SourceFile("Core/X.cs", ["    void A()", "    {", .. Enumerable.Repeat("        x();", 61), "    }"])));
    }

    [Fact]
    public void Style_WholeTree_IsKept() => AssertNone(SourceTree.CSharp().SelectMany(StyleRules.Check));

    [Theory]
    [InlineData("built in /home/me/voicemail")]
    [InlineData("\"resolved\": \"https://registry.example.org/idiomorph\"")]
    public void OneMachine_BadSample_IsFound(string text) => Assert.Matches(OneMachine(), text);

    [Fact]
    public void Repository_Texts_NameNoMachineAndNoRegistry()
    {
        string[] patterns = ["*.cs", "*.razor", "*.md", "*.csproj", "*.props", "*.json", "*.js", "*.yaml", "*.yml", "*.sh", "Makefile", "NuGet.config", "*.html", "*.txt"];
        var found = from pattern in patterns
            from file in SourceTree.Files("", pattern)
            where !file.Path.StartsWith("Tests/Tidy/", StringComparison.Ordinal)
            from line in file.Lines
            where line.Length < 2000 && OneMachine().IsMatch(line)
            select $"{file.Path}: {line.Trim()}";
        AssertNone(found);
    }

    [Fact]
    public void NuGetConfig_NamesNoSource() =>
        Assert.DoesNotContain("packageSources", File.ReadAllText(Path.Combine(SourceTree.Root, "NuGet.config")), StringComparison.Ordinal);

    private static void AssertNone(IEnumerable<string> findings)
    {
        var list = findings.ToList();
        Assert.True(list.Count == 0, string.Join('\n', list.Take(40)));
    }

    [GeneratedRegex(@"(?<![\w.\])}])/(?:home|root|work|Users)/\w|https?://[\w.-]*(?:registry|nuget|mcr\.)[\w.-]*")]
    private static partial Regex OneMachine();
}
