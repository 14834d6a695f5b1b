namespace VoicemailOrleans.Tests.Tidy;

/// <summary>A source file as the tidy checks see it.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Lines">Its lines.</param>
public sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    /// <summary>The folder it is in, with a slash at the end.</summary>
    public string Folder => Path[..(Path.LastIndexOf('/') + 1)];
}

/// <summary>The repository's files.</summary>
public static class SourceTree
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", "data", "artifacts", "TestResults"];

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files under a folder, generated ones left out.</summary>
    public static IEnumerable<SourceFile> CSharp(string folder = "") => Files(folder, "*.cs");

    /// <summary>All files under a folder whose name fits.</summary>
    public static IEnumerable<SourceFile> Files(string folder, string pattern) =>
        from path in Walk(Path.Combine(Root, folder), pattern)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        orderby relative
        select new SourceFile(relative, File.ReadAllLines(path));

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        if (Skipped.Contains(Path.GetFileName(folder))) return [];
        return Directory.GetFiles(folder, pattern).Concat(Directory.GetDirectories(folder).SelectMany(sub => Walk(sub, pattern)));
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VoicemailOrleans.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        return folder;
    }
}
