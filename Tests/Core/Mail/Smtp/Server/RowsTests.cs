namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>Every row of <c>TestData/Smtp/Server/rows.md</c> names tests that there are.</summary>
public sealed class RowsTests
{
    private static readonly string[][] Rows =
        [.. from line in File.ReadLines(Path.Combine(Conversation.Folder, "rows.md"))
            let cells = line.Split('|', StringSplitOptions.TrimEntries)
            where cells.Length == 6 && cells[1] is [_, >= '0' and <= '9', _]
            select cells];

    [Fact]
    public void Row_NamesTestsThatThereAre()
    {
        Assert.Equal(120, Rows.Select(row => row[1]).Distinct().Count());
        Assert.All(Rows, row => Assert.All(row[4].Split(", "), where => Assert.True(IsThere(where), $"{row[1]}: no {where}")));
    }

    private static bool IsThere(string where) => where.EndsWith(".txt", StringComparison.Ordinal)
        ? File.Exists(Path.Combine(Conversation.Folder, where))
        : where.Split('.') is [var type, var method]
            && typeof(RowsTests).Assembly.GetTypes().Any(known => known.Name == type && known.GetMethod(method) is not null);
}
