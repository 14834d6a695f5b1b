using System.Runtime.CompilerServices;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>
/// The table of rows, the files and what makes them agree. UPDATE_MIME_CASES=1 writes the files anew: look at the
/// difference.
/// </summary>
public sealed class RowsTests
{
    private const int FileBytesMax = 100 * 1024;

    [Fact]
    public void Files_AreWhatTheGeneratorWrites()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_MIME_CASES") is { Length: > 0 }) Update();
        var files = Directory.GetFiles(Path.Combine(MessageRows.Folder, "Cases")).Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(MessageCase.All.Select(item => item.Name), files.Order(StringComparer.Ordinal));
        Assert.All(MessageCase.All, item => Assert.True(MessageRows.Message(item.Name).AsSpan().SequenceEqual(item.Message), item.Name));
        Assert.All(MessageCase.All, item => Assert.InRange(item.Message.Length, 0, FileBytesMax));
    }

    [Fact]
    public void Table_HasEveryRowAndEveryMessage()
    {
        var names = MessageCase.All.Select(item => item.Name).Concat(LargeCases.Names).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, MessageRows.Expected.Keys.Order(StringComparer.Ordinal));
        var rows = names.Select(name => name[..name.IndexOf('-')]).ToHashSet();
        Assert.All(Enumerable.Range(1, 114), row => Assert.Contains($"M{row:000}", rows));
        Assert.Equal(Enumerable.Range(1, 32).Select(row => $"M{row:00}"), MessageRows.Held.Keys);
    }

    [Fact]
    public void Table_NamesMessagesAndTestsThatThereAre() =>
        Assert.All(MessageRows.Held, row => Assert.All(row.Value, where => Assert.True(IsThere(where), $"{row.Key}: no {where}")));

    private static bool IsThere(string where) => where.Split('.') is [var type, var method]
        ? typeof(RowsTests).Assembly.GetTypes().Any(known => known.Name == type && known.GetMethod(method) is not null)
        : MessageRows.Expected.Keys.Any(name => name == where || name.StartsWith(where + "-", StringComparison.Ordinal));

    private static void Update([CallerFilePath] string here = "")
    {
        foreach (var folder in (string[])[MessageRows.Folder, Path.Combine(Path.GetDirectoryName(here)!, "../../../TestData/Mime")])
        {
            var cases = Directory.CreateDirectory(Path.Combine(folder, "Cases"));
            foreach (var file in cases.GetFiles()) file.Delete();
            foreach (var item in MessageCase.All) File.WriteAllBytes(Path.Combine(cases.FullName, item.Name + ".eml"), item.Message);
        }
    }
}
