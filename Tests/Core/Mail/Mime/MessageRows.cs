using System.Text.RegularExpressions;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>What <c>TestData/Mime/rows.md</c> says.</summary>
internal static partial class MessageRows
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Mime");

    private static readonly string[][] Lines =
        [.. File.ReadLines(Path.Combine(Folder, "rows.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 5)];

    /// <summary>What must become of each message, by its name.</summary>
    public static IReadOnlyDictionary<string, Expect> Expected { get; } =
        Lines.Where(cells => MessageName().IsMatch(cells[1])).ToDictionary(cells => cells[1], cells => Read(cells[2]));

    /// <summary>Each thing that must hold, M01 to M32, with the messages and tests that hold it.</summary>
    public static IReadOnlyDictionary<string, string[]> Held { get; } =
        Lines.Where(cells => Demand().IsMatch(cells[1])).ToDictionary(cells => cells[1], cells => cells[3].Split(", "));

    /// <summary>The message as its file has it.</summary>
    public static byte[] Message(string name) => File.ReadAllBytes(Path.Combine(Folder, "Cases", name + ".eml"));

    private static Expect Read(string letters) => letters.Split(' ')[^1] switch
    {
        "T" => Expect.Text,
        "B" => Expect.Beside,
        "A" => Expect.Added,
        "W" => Expect.Wrapped,
        "I" => Expect.Untouched,
        _ => throw new FormatException($"rows.md: {letters}"),
    };

    [GeneratedRegex(@"^M\d\d\d?-[a-z0-9-]+$")]
    private static partial Regex MessageName();

    [GeneratedRegex(@"^M\d\d$")]
    private static partial Regex Demand();
}
