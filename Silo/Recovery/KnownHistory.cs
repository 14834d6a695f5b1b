using System.Text;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>
/// The name of the store's history as this storage folder knows it, in the file <c>history</c>. It is replaced by a
/// rename after a flush: a reader sees a whole name.
/// </summary>
internal sealed class KnownHistory(string storagePath, IDurable durable)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "history";

    private readonly string path = Path.Combine(Path.GetFullPath(storagePath), FileName);

    /// <summary>The name; null when none was noted yet.</summary>
    public string? Read() => File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8).Trim() : null;

    /// <summary>Notes a name, durably.</summary>
    public void Write(string name)
    {
        var draft = $"{path}.{Environment.ProcessId}.new";
        using (var file = SpoolFolders.CreateFile(draft))
        {
            durable.Write(file.SafeFileHandle, draft, [Encoding.UTF8.GetBytes(name + "\n")], 0);
            durable.SyncData(file.SafeFileHandle, draft);
        }

        durable.Rename(draft, path);
        durable.SyncFolder(Path.GetDirectoryName(path)!);
    }
}
