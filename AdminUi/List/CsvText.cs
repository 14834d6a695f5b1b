namespace VoicemailOrleans.AdminUi.List;

/// <summary>Lines of a CSV file (RFC 4180) for spreadsheets.</summary>
internal static class CsvText
{
    /// <summary>
    /// A line with its end. Every field is quoted; one that a spreadsheet would take for a formula begins with an
    /// apostrophe (OWASP, CSV Injection), because callers and senders choose what is in it.
    /// </summary>
    public static string Line(params IEnumerable<string?> fields) =>
        string.Join(',', fields.Select(Field)) + "\r\n";

    private static string Field(string? text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '|' or '%', ..] ? "'" + text : text;
        return $"\"{safe?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
