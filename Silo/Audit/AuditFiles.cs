using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// Where the audit log lies:
/// <code>
/// audit/2026-03.NODE.jsonl   the entries of a node in a month (UTC), see AuditLine
/// audit/NODE.head            number and hash of the last entry that is safe on disk
/// </code>
/// </summary>
internal sealed class AuditFiles(string storagePath)
{
    private const string Extension = ".jsonl";
    private const int MonthLength = 7;

    public string Folder { get; } = Path.Combine(Path.GetFullPath(storagePath), "audit");

    public static string MonthOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>When the month of a file began.</summary>
    public static DateTimeOffset BeginOf(AuditFile file) => DateTimeOffset.ParseExact(
        file.Month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public AuditFile FileOf(string node, string month) =>
        new(Path.Combine(Folder, $"{month}.{node}{Extension}"), node, month);

    public string HeadOf(string node) => Path.Combine(Folder, node + ".head");

    /// <summary>All files, oldest month first.</summary>
    public IReadOnlyList<AuditFile> All() => !Directory.Exists(Folder)
        ? []
        : [
            .. from path in Directory.EnumerateFiles(Folder, "*" + Extension)
            let name = Path.GetFileName(path)
            where name.Length > MonthLength + 1 + Extension.Length && IsMonth(name[..MonthLength])
            orderby name[..MonthLength], name
            select new AuditFile(path, name[(MonthLength + 1)..^Extension.Length], name[..MonthLength])
        ];

    /// <summary>The nodes that noted an end of their chain; an empty note was cut off by a crash.</summary>
    public IEnumerable<string> Heads() => !Directory.Exists(Folder)
        ? []
        : from head in new DirectoryInfo(Folder).EnumerateFiles("*.head")
        where head.Length > 0
        select Path.GetFileNameWithoutExtension(head.Name);

    /// <summary>The noted end of a node's chain; null when there is none, or none that can be read.</summary>
    public (long Number, string Hash)? ReadHead(string node)
    {
        if (!File.Exists(HeadOf(node))) return null;
        var parts = File.ReadAllText(HeadOf(node), Encoding.ASCII).Split(' ', '\n');
        return parts.Length >= 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var number)
            ? (number, parts[1])
            : null;
    }

    /// <summary>The same in a fixed length, so that it can be overwritten in place.</summary>
    public static byte[] HeadText(long number, string hash) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number:D19} {hash}\n"));

    private static bool IsMonth(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}

/// <summary>A month of a node.</summary>
internal sealed record AuditFile(string Path, string Node, string Month)
{
    /// <summary>Its name without the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Opens it for reading, whatever others do to it meanwhile.</summary>
    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
}
