using System.Reflection;
using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp;

/// <summary>
/// A table of rows (<c>rows.md</c>: row, from, what, where): what a side of SMTP must get right, and the tests that say
/// so, each a file beside the table or a method by class and name.
/// </summary>
internal sealed partial class RowTable
{
    private const int WhereColumn = 4;

    private readonly string folder;
    private readonly string[][] rows;

    /// <summary>Reads the table of a side.</summary>
    /// <param name="side">The folder under <c>TestData/Smtp</c>.</param>
    public RowTable(string side)
    {
        folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Smtp", side);
        rows = [.. File.ReadLines(Path.Combine(folder, "rows.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && RowName().IsMatch(cells[1]))];
    }

    /// <summary>The names of the rows, in order.</summary>
    public IReadOnlyList<string> Names => [.. rows.Select(row => row[1])];

    /// <summary>What rows name as their tests, but is not there.</summary>
    public IEnumerable<string> Missing =>
        from row in rows
        from test in row[WhereColumn].Split(", ")
        where !IsThere(test)
        select $"{row[1]}: no {test}";

    private bool IsThere(string test) => test.EndsWith(".txt", StringComparison.Ordinal)
        ? File.Exists(Path.Combine(folder, test))
        : test.Split('.') is [var type, var method] && IsTest(type, method);

    private static bool IsTest(string type, string method) =>
        typeof(RowTable).Assembly.GetTypes().Where(known => known.Name == type)
            .SelectMany(known => known.GetMethods())
            .Any(known => known.Name == method && known.GetCustomAttribute<FactAttribute>() is not null);

    [GeneratedRegex("^[A-Z][0-9][0-9]$")]
    private static partial Regex RowName();
}
