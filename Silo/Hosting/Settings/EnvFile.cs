namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>
/// Reads a <c>.env</c> file the way shells and Compose do: <c>NAME=value</c> lines, <c>#</c> comments, an optional
/// <c>export</c>, values in single or double quotes. A comment after an unquoted value needs a blank before its
/// <c>#</c>.
/// </summary>
internal static class EnvFile
{
    /// <summary>Reads the text; lines that are neither blank, comment nor assignment are reported by number.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text, ICollection<string> problems)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("export ", StringComparison.Ordinal)) line = line[7..].TrimStart();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add($".env line {number} is not NAME=value.");
                continue;
            }

            values[line[..equals].TrimEnd()] = Unquote(line[(equals + 1)..]);
        }

        return values;
    }

    private static string Unquote(string rest)
    {
        var value = rest.Trim();
        if (value.Length > 0 && value[0] is '"' or '\'')
        {
            var end = value.IndexOf(value[0], 1);
            if (end > 0) return value[1..end];
        }

        // In what is not trimmed yet: the blank before the comment may be the only thing after the equals sign.
        var comment = rest.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : rest[..comment].Trim();
    }
}
