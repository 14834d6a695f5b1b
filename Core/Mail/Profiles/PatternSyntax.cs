using System.Text;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// The pattern language: text with placeholders in braces; a brace itself is written twice. Made for people who know
/// their PBX and no programming, and so that no pattern can take long.
/// </summary>
internal static class PatternSyntax
{
    private const int LengthMax = 300;

    private static readonly Dictionary<string, Placeholder> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["*"] = Placeholder.Anything,
        ["name"] = Placeholder.Name,
        ["number"] = Placeholder.Number,
        ["caller"] = Placeholder.Caller,
        ["mailbox"] = Placeholder.Mailbox,
    };

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">As written.</param>
    /// <param name="problem">What is wrong, as the end of a sentence; null when nothing is.</param>
    public static IReadOnlyList<PatternToken> Read(string pattern, out string? problem)
    {
        var tokens = new List<PatternToken>();
        var literal = new StringBuilder();
        problem = pattern.Length > LengthMax ? $"is longer than {LengthMax} characters" : null;
        for (var i = 0; i < pattern.Length && problem is null; i++)
        {
            var c = pattern[i];
            var isDouble = i + 1 < pattern.Length && pattern[i + 1] == c;
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                Flush();
                if (tokens is not [.., PatternToken.Blank]) tokens.Add(new PatternToken.Blank());
            }
            else if (c is '{' or '}' && isDouble)
            {
                literal.Append(c);
                i++;
            }
            else if (c == '}')
            {
                problem = "has a } without a {; write }} for a brace itself";
            }
            else if (c == '{')
            {
                Flush();
                i = ReadPlaceholder(pattern, i, tokens, out problem);
            }
            else
            {
                literal.Append(c);
            }
        }

        Flush();
        problem ??= Whole(tokens);
        return tokens;

        void Flush()
        {
            if (literal.Length > 0) tokens.Add(new PatternToken.Literal(literal.ToString()));
            literal.Clear();
        }
    }

    /// <summary>Text as a pattern has it that means just this text.</summary>
    public static string Escape(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>A placeholder as it is written.</summary>
    public static string Write(Placeholder placeholder) =>
        $"{{{Known.First(known => known.Value == placeholder).Key}}}";

    private static int ReadPlaceholder(string pattern, int at, List<PatternToken> tokens, out string? problem)
    {
        problem = null;
        var end = pattern.IndexOf('}', at);
        if (end < 0)
        {
            problem = "has a { that is never closed; write {{ for a brace itself";
            return at;
        }

        var name = pattern[(at + 1)..end];
        if (!Known.TryGetValue(name.Trim(), out var placeholder))
            problem = $"has {{{name}}}: there are only {{name}}, {{number}}, {{caller}}, {{mailbox}} and {{*}}";
        else if (tokens is [.., PatternToken.Field before])
            problem = $"has {Write(before.Placeholder)} and {Write(placeholder)} side by side: put what stands between";
        else if (placeholder != Placeholder.Anything && tokens.Contains(new PatternToken.Field(placeholder)))
            problem = $"has {Write(placeholder)} twice";
        else tokens.Add(new PatternToken.Field(placeholder));
        return end;
    }

    private static string? Whole(List<PatternToken> tokens)
    {
        if (tokens is [PatternToken.Blank, ..]) tokens.RemoveAt(0);
        if (tokens is [.., PatternToken.Blank]) tokens.RemoveAt(tokens.Count - 1);
        var reads = tokens.OfType<PatternToken.Field>().Any(field => field.Placeholder != Placeholder.Anything);
        return reads ? null : "reads nothing: it has none of {name}, {number}, {caller}, {mailbox}";
    }
}
