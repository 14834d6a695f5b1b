using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.Tidy;

/// <summary>The form of the sources.</summary>
public static partial class StyleRules
{
    private const int LinesMax = 300;
    private const int TransitionTableLinesMax = 400;
    private const int MethodLinesMax = 60;
    private const int ColumnsMax = 120;

    /// <summary>Files that hold the transitions of a machine.</summary>
    private static readonly string[] TransitionTables = ["SmtpSession.cs", "SmtpClientSession.cs", "VoicemailMachine.cs"];

    /// <summary>What is wrong with a file's form.</summary>
    public static IEnumerable<string> Check(SourceFile file)
    {
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        var isTest = file.Path.StartsWith("Tests/", StringComparison.Ordinal);
        var most = TransitionTables.Contains(name) || isTest ? TransitionTableLinesMax : LinesMax;
        if (file.Lines.Count > most) yield return $"{file.Path}: {file.Lines.Count} lines, at most {most}";
        for (var i = 0; i < file.Lines.Count; i++)
        {
            var line = file.Lines[i];
            if (line.Length > ColumnsMax && !isTest && !LongLiteral().IsMatch(line)) yield return $"{file.Path}({i + 1}): {line.Length} columns, at most {ColumnsMax}";
            if (!IsTidy(file) && VagueName().Match(line) is { Success: true } vague) yield return $"{file.Path}({i + 1}): {vague.Groups[1].Value} says nothing; name what it is";
            if (!IsTidy(file) && Promise().IsMatch(line)) yield return $"{file.Path}({i + 1}): promises later work";
        }

        foreach (var long_ in LongMethods(file)) yield return long_;
        var publicTypes = file.Lines.Count(line => PublicType().IsMatch(line));
        if (publicTypes > 1 && !isTest && !IsFamily(file)) yield return $"{file.Path}: {publicTypes} public types; one per file, or a closed family of records and enums";
    }

    private static bool IsTidy(SourceFile file) => file.Path.StartsWith("Tests/Tidy/", StringComparison.Ordinal);

    /// <summary>A closed family of records, enums and small converters may share a file.</summary>
    private static bool IsFamily(SourceFile file) =>
        file.Lines.Where(line => PublicType().IsMatch(line)).Count(line => !line.Contains(" record ", StringComparison.Ordinal) && !line.Contains(" enum ", StringComparison.Ordinal)) <= 1
        || file.Lines.Where(line => PublicType().IsMatch(line)).Skip(1).All(line => line.Contains("static class", StringComparison.Ordinal) || line.Contains(" record ", StringComparison.Ordinal) || line.Contains("JsonConverter", StringComparison.Ordinal) || line.Contains(" enum ", StringComparison.Ordinal));

    /// <summary>Members are indented by four blanks inside a file-scoped namespace; their bodies end at a brace in that column.</summary>
    private static IEnumerable<string> LongMethods(SourceFile file)
    {
        var start = -1;
        for (var i = 0; i < file.Lines.Count; i++)
        {
            if (file.Lines[i] == "    {") start = i;
            if (start < 0 || file.Lines[i] is not ("    }" or "    };")) continue;
            var isMethod = file.Lines[i] == "    }" && !TypeOrProperty().IsMatch(file.Lines[Math.Max(0, start - 1)]);
            if (isMethod && i - start - 1 > MethodLinesMax) yield return $"{file.Path}({start}): method of {i - start - 1} lines, at most {MethodLinesMax}";
            start = -1;
        }
    }

    [GeneratedRegex(@"\b(?:class|record|interface|struct) (\w+(?:Manager|Helper|Helpers|Util|Utils|Processor))\b")]
    private static partial Regex VagueName();

    /// <summary>HTML, SQL and messages read worse when they are cut.</summary>
    [GeneratedRegex("""["<].{80,}""")]
    private static partial Regex LongLiteral();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Promise();

    [GeneratedRegex(@"^public (?:[\w]+ )*(?:class|record|interface|enum|struct) ")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(?:class|record|struct|enum|interface)\b")]
    private static partial Regex TypeOrProperty();
}
