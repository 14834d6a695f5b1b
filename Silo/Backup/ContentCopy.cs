using System.Text;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Brings the content files of a backup up to date. Messages never change once they are whole, so a file that the last
/// backup had with the same size and time of change is taken over unread; of the others (new messages, marks appended
/// since) a fresh copy is made. Each run reads a part of the copies that it takes over, by their names: one that has
/// rotted is made again. A file that goes while it is wanted was purged. A message counts only with both its files. Of
/// half of one the content is kept too: it is a draft that intake has just given its name, whose record is in the copy
/// of the journal. A purge takes the content first, so what it leaves is not taken for that.
/// </summary>
internal sealed class ContentCopy(string source, BackupFolder backup, long run, IDurable durable)
{
    private const int Parts = 10;

    private static readonly string[] Kinds = [".eml", ".env", ".delivered", ".purged", ".draft"];

    private readonly Dictionary<string, ContentFile> known = new(StringComparer.Ordinal);

    /// <summary>Files that were copied.</summary>
    public long CopiedFiles { get; private set; }

    /// <summary>Octets that were copied.</summary>
    public long CopiedBytes { get; private set; }

    /// <summary>Messages in the backup.</summary>
    public long Messages { get; private set; }

    /// <summary>Takes over what the last backup knew.</summary>
    public void Know(IEnumerable<ContentFile> files)
    {
        foreach (var file in files) known[file.Path] = file;
    }

    /// <summary>Copies what is new; the whole list.</summary>
    public List<ContentFile> Run(CancellationToken cancellationToken)
    {
        List<ContentFile> list = [];
        var days = Directory.EnumerateDirectories(source).Where(day => Path.GetFileName(day) != "tmp");
        foreach (var day in days.Order(StringComparer.Ordinal))
        {
            SpoolFolders.Create(Path.Combine(backup.Content, Path.GetFileName(day)), durable);
            var messages = Files(day).GroupBy(file => Path.GetFileNameWithoutExtension(file)!);
            foreach (var message in messages)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var files = Take(message);
                var isWhole = files.Any(file => Is(file, ".eml")) && files.Any(file => Is(file, ".env"));
                if (isWhole) Messages++;
                list.AddRange(isWhole ? files : files.Where(IsOfHalfAMessage));
            }
        }

        return list;
    }

    /// <summary>Deletes content files that a list does not have; says how many.</summary>
    public static long DeleteOthers(BackupFolder backup, IEnumerable<ContentFile> list)
    {
        var kept = list.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        long deleted = 0;
        foreach (var day in Directory.GetDirectories(backup.Content))
        {
            foreach (var file in Directory.GetFiles(day))
            {
                if (kept.Contains(Name(file))) continue;
                File.Delete(file);
                deleted++;
            }

            if (!Directory.EnumerateFileSystemEntries(day).Any()) Directory.Delete(day);
        }

        return deleted;
    }

    private static string Name(string path) =>
        $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    private static bool Is(ContentFile file, string kind) => file.Path.EndsWith(kind, StringComparison.Ordinal);

    private bool IsOfHalfAMessage(ContentFile file) => Is(file, ".purged") || Is(file, ".draft")
        || (Is(file, ".eml") && File.Exists(Path.Combine(source, file.Path)));

    private static string[] Files(string day)
    {
        try
        {
            return [.. Directory.GetFiles(day).Where(file => Kinds.Contains(Path.GetExtension(file)))
                .Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return []; // its last message was purged
        }
    }

    /// <summary>A draft that became content between the look at the folder and the copy is taken as that.</summary>
    private List<ContentFile> Take(IEnumerable<string> message)
    {
        var paths = message.ToList();
        var files = paths.Select(Take).OfType<ContentFile>().ToList();
        if (files.Count == paths.Count || !paths[0].EndsWith(".draft", StringComparison.Ordinal)) return files;
        return [.. Kinds.Select(kind => Path.ChangeExtension(paths[0], kind)).Select(Take).OfType<ContentFile>()];
    }

    private ContentFile? Take(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) return null;
        var name = Name(path);
        var target = Path.Combine(backup.Content, name);
        // Read before the copy: what is appended during it makes the next backup copy again.
        var (size, modifiedAt) = (info.Length, info.LastWriteTimeUtc.Ticks);
        if (known.TryGetValue(name, out var before) && before.Size == size && before.ModifiedAt == modifiedAt
            && IsThere(target, before))
            return before;
        var temporary = Path.Combine(backup.Temporary, Path.GetFileName(path));
        if (FileCopy.Copy(path, target, temporary, durable) is not { } copied) return null;
        CopiedFiles++;
        CopiedBytes += copied.Size;
        return new ContentFile(name, copied.Size, copied.Crc32C, modifiedAt);
    }

    private bool IsThere(string copy, ContentFile file) =>
        new FileInfo(copy) is { Exists: true } found && found.Length == file.Size
        && (Crc32C.Of(Encoding.UTF8.GetBytes(file.Path)) % Parts != run % Parts
            || FileCopy.Check(copy, file.Size, file.Crc32C) is null);
}
