using System.Text.Json;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// <c>users.json</c>: read anew whenever it changed, so that commands and other processes work beside a running service.
/// It is flushed and then replaced by a rename: a reader sees the old file or the new one, whole, also after a power
/// cut. Changes are made under <c>users.lock</c>, which all processes on the folder share: none overwrites another's.
/// </summary>
internal sealed class UserFile(string storagePath)
{
    private readonly string path = Path.Combine(storagePath, "users.json");
    private readonly Lock gate = new();
    private DateTime readAs = DateTime.MinValue;
    private IReadOnlyDictionary<string, StoredUser> users = new Dictionary<string, StoredUser>();

    public bool Exists => File.Exists(path);

    public IReadOnlyDictionary<string, StoredUser> Read()
    {
        lock (gate)
        {
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (writtenAt == readAs) return users;
            users = Load();
            readAs = writtenAt;
            return users;
        }
    }

    /// <summary>Reads, changes and replaces the file while nobody else does.</summary>
    /// <param name="change">Changes the users, or says what is wrong; then nothing is written.</param>
    /// <returns>What is wrong; null when the file was replaced.</returns>
    public string? Change(Func<Dictionary<string, StoredUser>, string?> change)
    {
        lock (gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var held = FileLock.Take(Path.ChangeExtension(path, ".lock"));
            var next = Load();
            if (change(next) is { } problem) return problem;
            File.Move(Draft(next), path, overwrite: true);
            readAs = File.GetLastWriteTimeUtc(path);
            users = next;
            return null;
        }
    }

    /// <summary>Creates the file if there is none.</summary>
    /// <returns>False: another process made its first start at the same moment and was quicker.</returns>
    public bool TryCreate(Dictionary<string, StoredUser> first)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = Draft(first);
        var isFirst = ExclusiveLink.TryCreate(draft, path);
        File.Delete(draft);
        return isFirst;
    }

    private Dictionary<string, StoredUser> Load() => !Exists
        ? []
        : JsonSerializer.Deserialize(File.ReadAllBytes(path), UserFileContext.Default.DictionaryStringStoredUser) ?? [];

    // Flushed, or a power cut could leave an empty file, with which nobody can sign in.
    private string Draft(Dictionary<string, StoredUser> next) => OwnFolder.Draft(
        path,
        file => JsonSerializer.Serialize(file, next, UserFileContext.Default.DictionaryStringStoredUser),
        isDurable: true);
}
