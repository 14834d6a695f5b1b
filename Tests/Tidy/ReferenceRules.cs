using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.Tidy;

/// <summary>Which part may know which: the table of the architecture document.</summary>
public static partial class ReferenceRules
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Grains"] = ["Core"],
        ["Gateway"] = ["Core", "Grains"],
        ["AdminUi"] = ["Core", "Grains"],
        ["Silo"] = ["Core", "Grains", "Gateway", "AdminUi"],
        ["Tests"] = ["Core", "Grains", "Gateway", "AdminUi", "Silo", "Bench"],
        ["Bench"] = ["Core", "Grains", "Gateway", "AdminUi", "Silo"],
    };

    /// <summary>Parts of Core that must not know each other.</summary>
    private static readonly string[] Strangers = ["Mail", "Audio", "Voicemail"];

    /// <summary>What only the composition root may know.</summary>
    private static readonly string[] SiloOnly = ["Microsoft.Data.Sqlite", "SQLitePCL", "Google.Apis", "Polly"];

    /// <summary>What a pure core must not touch.</summary>
    private static readonly string[] Impure =
        ["System.Net.Http", "System.IO.Pipelines", "Microsoft.Extensions", "Microsoft.AspNetCore", "System.Threading.Tasks"];

    private static readonly string[] ImpureWords = ["Task", "ValueTask", "Stream", "Socket", "TcpClient", "ILogger", "TimeProvider", "Random", "File", "Thread"];

    /// <summary>What is wrong with a file's <c>using</c> directives and words.</summary>
    public static IEnumerable<string> Check(SourceFile file)
    {
        var part = file.Path.Split('/')[0];
        if (!MayReference.TryGetValue(part, out var allowed)) yield break;
        foreach (var name in Usings(file))
        {
            var other = name.StartsWith("VoicemailOrleans.", StringComparison.Ordinal) ? name.Split('.')[1] : null;
            if (other is not null && other != part && !allowed.Contains(other)) yield return $"{file.Path}: {part} must not know {name}";
            if (part is "Core" && Impure.Any(name.StartsWith)) yield return $"{file.Path}: Core is pure and must not use {name}";
            if (part is not ("Silo" or "Tests" or "Bench") && SiloOnly.Any(name.StartsWith)) yield return $"{file.Path}: only Silo may know {name}";
            if (part is "Core" && CrossesCore(file.Path, name)) yield return $"{file.Path}: this part of Core must not know {name}";
        }

        if (part is not "Core") yield break;
        foreach (var word in ImpureWords)
            if (file.Lines.Any(line => !IsComment(line) && Regex.IsMatch(line, $@"(?<![\w.""]){word}(<|\?|\s+\w+\s*[,;=)(])")))
                yield return $"{file.Path}: Core is pure and must not use {word}";
    }

    private static bool CrossesCore(string path, string name)
    {
        var own = path.Split('/')[1];
        return Strangers.Contains(own) && Strangers.Any(other => other != own && name.StartsWith($"VoicemailOrleans.Core.{other}", StringComparison.Ordinal));
    }

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static IEnumerable<string> Usings(SourceFile file) =>
        from line in file.Lines
        let match = UsingLine().Match(line)
        where match.Success
        select match.Groups[1].Value;

    [GeneratedRegex(@"^\s*@?(?:global )?using (?:static )?(?:\w+ = )?([A-Z][\w.]+)\s*;?\s*$")]
    private static partial Regex UsingLine();
}
