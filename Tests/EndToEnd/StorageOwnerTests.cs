using System.Diagnostics;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>Commands that root runs on the storage of the service's user, on the real executable.</summary>
public sealed class StorageOwnerTests : EndToEndTest
{
    private const string Stranger = "54321";

    [RootFact]
    public async Task Command_RunByRootOnStorageOfAnother_IsRefusedAndWritesNothing()
    {
        var storage = Directory.CreateDirectory(Path.Combine(Folder, "data", "content")).Parent!;
        using (var chown = Process.Start("chown", ["-R", Stranger, storage.FullName])) await chown.WaitForExitAsync();
        string[][] commands = [["user", "set-password"], ["user", "list"], ["rekey"], ["rebuild"], ["restore", Folder]];
        foreach (var command in commands)
        {
            var output = await CommandAsync(1, command);
            Assert.Contains($"STORAGE_PATH ({storage.FullName}) belongs to the user {Stranger}", output, StringComparison.Ordinal);
            Assert.Contains($"setpriv --reuid {Stranger} ", output, StringComparison.Ordinal);
        }

        Assert.Equal("content", Assert.Single(storage.GetFileSystemInfos()).Name);
    }

    [RootFact]
    public async Task Command_RunByRootOnItsOwnStorage_Works()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data", "content"));
        Assert.Contains("Of 0 messages", await CommandAsync(0, "rebuild"), StringComparison.Ordinal);
    }
}

/// <summary>A test that gives files to another user; skipped, and it says why, where it may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip = Environment.IsPrivilegedProcess ? null : "Only root can give files away";
}
