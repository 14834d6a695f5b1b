using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed class IndexFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("index-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Prepare_IndexesOfOthers_GoWhenUnusedForAnHour()
    {
        var now = TimeProvider.System.GetUtcNow();
        var folders = new SpoolFolders(new SpoolOptions { StoragePath = root, NodeName = "me" });
        Directory.CreateDirectory(folders.Nodes);
        foreach (var (node, age) in new[] { ("me", 48), ("alive", 48), ("rested", 0.9), ("gone", 1.1) })
        {
            var file = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "index", node)).FullName, "index.db");
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, now.UtcDateTime.AddHours(-age));
        }

        File.WriteAllText(Path.Combine(root, "index.db"), "of a former release");
        using var alive = LockFile.TryTake(folders.NodeLock("alive"));
        Assert.Equal(Path.Combine(root, "index", "me"), IndexFolder.Prepare(folders, now));
        Assert.Equal(["alive", "me", "rested"], Directory.GetDirectories(Path.Combine(root, "index")).Select(Path.GetFileName).Order());
        Assert.True(File.Exists(Path.Combine(root, "index", "me", "index.db")));
        Assert.False(File.Exists(Path.Combine(root, "index.db")));
    }
}
