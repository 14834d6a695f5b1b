using System.Text;

namespace VoicemailOrleans.Core.People;

/// <summary>
/// Reads CSV (RFC 4180) row by row: fields between commas or semicolons, quoted ones with any character in them and
/// quotes written twice. Any line end will do; empty lines are passed over.
/// </summary>
/// <param name="text">The file.</param>
/// <param name="separator">What stands between fields.</param>
internal sealed class CsvReader(string text, char separator)
{
    private int at;
    private int line = 1;

    /// <summary>The line on which the row that was read last begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether the row that was read last has a quote that is never closed, or stands in the middle.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next row; null at the end.</summary>
    public List<string>? Read()
    {
        while (at < text.Length && text[at] is '\r' or '\n') EndLine();
        if (at >= text.Length) return null;
        (Line, IsMalformed) = (line, false);
        var fields = new List<string>();
        while (true)
        {
            fields.Add(at < text.Length && text[at] == '"' ? Quoted() : Plain());
            if (at >= text.Length) return fields;
            if (text[at] == separator)
            {
                at++;
                continue;
            }

            EndLine();
            return fields;
        }
    }

    private string Plain()
    {
        var start = at;
        while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n')) at++;
        var field = text[start..at];
        if (field.Contains('"')) IsMalformed = true;
        return field;
    }

    private string Quoted()
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n') line++;
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                if (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n')) IsMalformed = true;
                if (IsMalformed) Plain();
                return field.ToString();
            }
        }

        IsMalformed = true;
        return field.ToString();
    }

    private void EndLine()
    {
        if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n') at++;
        at++;
        line++;
    }
}
