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

    /// <summary>The text of a field that no spreadsheet takes for a formula.</summary>
    public static string Harmless(string? text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '|' or '%', ..] ? "'" + text : text ?? "";

    /// <summary>A field in quotation marks.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Field(string? text) => Quoted(Harmless(text));
}
