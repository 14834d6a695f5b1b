using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

public sealed class LockFileTests : IDisposable
{
    private readonly string folder = SpoolRig.FastRoot();

    private string FilePath => Path.Combine(folder, "a.lock");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TryTake_HeldFile_IsRefusedUntilItIsLetGo()
    {
        Assert.False(LockFile.IsHeld(FilePath));
        Assert.False(File.Exists(FilePath));
        using (var held = LockFile.TryTake(FilePath))
        {
            Assert.NotNull(held);
            Assert.Null(LockFile.TryTake(FilePath));
            Assert.True(LockFile.IsHeld(FilePath));
        }

        Assert.False(LockFile.IsHeld(FilePath));
    }

    [Fact]
    public void TryTake_Shared_LetsOthersShareAndNobodyHaveItAlone()
    {
        using (var alone = LockFile.TryTake(FilePath)) Assert.Null(LockFile.TryTake(FilePath, isShared: true));
        using var first = LockFile.TryTake(FilePath, isShared: true);
        using var second = LockFile.TryTake(FilePath, isShared: true);
        Assert.NotNull(first);
        Assert.NotNull(second);
        Assert.Null(LockFile.TryTake(FilePath));
    }

    [Fact]
    public void IsFileAt_FileReplacedOrRemoved_IsFalse()
    {
        using var open = new FileStream(FilePath, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Assert.True(Durable.IsFileAt(open.SafeFileHandle, FilePath));
        File.Delete(FilePath);
        Assert.False(Durable.IsFileAt(open.SafeFileHandle, FilePath));
        File.WriteAllText(FilePath, "");
        Assert.False(Durable.IsFileAt(open.SafeFileHandle, FilePath));
    }

    /// <summary>Without the look at the path two of them soon hold a file each: one of them removed, one made anew.</summary>
    [Fact]
    public async Task TryTake_ManyWhoRemoveIt_IsNeverHeldTwice()
    {
        var holders = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (LockFile.TryTake(FilePath) is not { } held) continue;
                most = Math.Max(most, Interlocked.Increment(ref holders));
                Thread.Yield();
                Interlocked.Decrement(ref holders);
                held.Remove();
            }
        })));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task JournalLock_TakenWhileOthersRemoveTheEmptyFolder_IsHeldOnceAndHasItsFolder()
    {
        var journal = Path.Combine(folder, "journal", "node");
        var disk = new FaultyDurable();
        var holders = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var held = number == 0 ? JournalLock.TryTake(journal, disk) : JournalLock.TryTakeAbandoned(journal);
                if (held is null) continue;
                most = Math.Max(most, Interlocked.Increment(ref holders));
                var hasFolder = Directory.Exists(journal);
                Interlocked.Decrement(ref holders);
                Assert.True(hasFolder);
                held.RemoveEmptyFolder(disk);
            }
        })));
        Assert.Equal(1, most);
    }
}
