using VoicemailOrleans.Core.Rules;

namespace VoicemailOrleans.Core.People;

/// <summary>
/// The directory as a file: CSV with a header row of <c>name</c>, <c>number</c>, <c>mailbox</c> and <c>email</c> in any
/// order, of which only the name must be there.
/// </summary>
public static class DirectoryFile
{
    /// <summary>Rows.</summary>
    public const int RowsMax = 100_000;

    private const int NameLengthMax = 100;
    private const int FieldLengthMax = 254;
    private const int ProblemsMax = 1000;
    private const int NotesMax = 20;

    private static readonly string[] Columns = ["name", "number", "mailbox", "email"];

    /// <summary>Reads a file.</summary>
    public static Parsed<PeopleDirectory> Parse(string text)
    {
        text = text.TrimStart('\ufeff');
        if (text.Contains('\ufffd'))
            return Parsed<PeopleDirectory>.Wrong("Some of it is not UTF-8. Save it as UTF-8, or upload it.");
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        var csv = new CsvReader(text, first.Count(c => c == ';') > first.Count(c => c == ',') ? ';' : ',');
        var header = (csv.Read() ?? []).ConvertAll(name => name.Trim().ToLowerInvariant());
        var problems = new List<string>();
        foreach (var column in Columns)
            if (header.Count(name => name == column) > 1)
                problems.Add($"Line {csv.Line}: there are two columns {column}.");
        if (!header.Contains("name"))
            problems.Add("There is no column name. The first row names the columns: name,number,mailbox,email.");
        return problems.Count > 0 ? Parsed<PeopleDirectory>.Wrong(problems) : ReadRows(csv, header, problems);
    }

    private static Parsed<PeopleDirectory> ReadRows(CsvReader csv, List<string> header, List<string> problems)
    {
        var places = Columns.Select(column => header.IndexOf(column)).ToArray();
        var rows = new List<(int Line, DirectoryEntry Entry)>();
        while (problems.Count < ProblemsMax && csv.Read() is { } fields)
        {
            if (fields.TrueForAll(string.IsNullOrWhiteSpace)) continue; // spreadsheets write rows of separators
            if (rows.Count == RowsMax)
            {
                problems.Add($"Line {csv.Line}: more than {RowsMax} people are not kept.");
                break;
            }

            var values = Array.ConvertAll(
                places, place => place >= 0 && place < fields.Count ? Clean(fields[place]) : null);
            var problem = csv.IsMalformed ? "a quote is out of place, or never closed"
                : fields.Count > header.Count ? $"{fields.Count} fields, but {header.Count} columns"
                : Problem(values[0], values[1], values[2], values[3]);
            if (problem is not null) problems.Add($"Line {csv.Line}: {problem}.");
            rows.Add((csv.Line, new DirectoryEntry(values[0] ?? "", values[1], values[2], values[3])));
        }

        return problems.Count > 0
            ? Parsed<PeopleDirectory>.Wrong(problems)
            : Parsed<PeopleDirectory>.Of(
                new PeopleDirectory([.. rows.Select(row => row.Entry)], Bounded(Notes(header, rows))));
    }

    private static List<string> Bounded(IEnumerable<string> notes)
    {
        var all = notes.ToList();
        return all.Count <= NotesMax ? all : [.. all.Take(NotesMax), $"There are {all.Count - NotesMax} more like these."];
    }

    private static string? Problem(string? name, string? number, string? mailbox, string? email) =>
        name is null ? "there is no name"
        : name.Length > NameLengthMax ? $"the name is longer than {NameLengthMax} characters"
        : number is not null && PeopleDirectory.NumberKey(number) is null ? $"{Cut(number)} is no number"
        : number?.Length > FieldLengthMax ? "the number is too long"
        : mailbox?.Length > FieldLengthMax ? "the mailbox is too long"
        : email is not null && (email.IndexOf('@', StringComparison.Ordinal) < 1 || email.Length > FieldLengthMax)
            ? $"{Cut(email)} is no address"
        : null;

    private static IEnumerable<string> Notes(List<string> header, List<(int Line, DirectoryEntry Entry)> rows)
    {
        var others = header.Where(name => name.Length > 0 && !Columns.Contains(name)).ToList();
        if (others.Count > 0) yield return $"Not used: the columns {string.Join(", ", others.Select(Cut))}.";
        foreach (var twins in rows.GroupBy(row => row.Entry).Where(twins => twins.Count() > 1))
            yield return $"{twins.Key.Name} stands there more than once: lines {Lines(twins)}.";
        var shared = Shared("number", rows, entry => PeopleDirectory.NumberKey(entry.Number))
            .Concat(Shared("mailbox", rows, entry => entry.Mailbox?.ToLowerInvariant()));
        foreach (var note in shared) yield return note;
    }

    private static IEnumerable<string> Shared(
        string what, List<(int Line, DirectoryEntry Entry)> rows, Func<DirectoryEntry, string?> key) =>
        from row in rows
        let shared = key(row.Entry)
        where shared is not null
        group row by shared into people
        let names = people.Select(row => row.Entry.Name).Distinct().ToList()
        where names.Count > 1
        let value = what == "number" ? people.First().Entry.Number : people.First().Entry.Mailbox
        select $"The {what} {value} is shared, so that nobody is named by it: "
            + $"{string.Join(", ", names.Take(3))}{(names.Count > 3 ? " and others" : "")} (lines {Lines(people)}).";

    private static string Lines(IEnumerable<(int Line, DirectoryEntry Entry)> rows)
    {
        var lines = rows.Select(row => row.Line).ToList();
        return string.Join(", ", lines.Take(5)) + (lines.Count > 5 ? ", …" : "");
    }

    private static string? Clean(string field)
    {
        if (IsClean(field)) return field;
        var words = field.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var clean = string.Join(' ', words.Select(word => string.Concat(word.Where(c => !char.IsControl(c)))));
        return clean.Length == 0 ? null : clean;
    }

    private static bool IsClean(string field)
    {
        var isBlank = true; // as after a blank: another may not follow
        foreach (var c in field)
        {
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && (isBlank || c != ' '))) return false;
            isBlank = c == ' ';
        }

        return !isBlank;
    }

    private static string Cut(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
