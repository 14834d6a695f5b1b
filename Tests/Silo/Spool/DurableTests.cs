using System.Text;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

public sealed class DurableTests
{
    [Fact]
    public void Operations_OnRealFiles_DoWhatTheySay()
    {
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        try
        {
            var durable = new Durable();
            var path = Path.Combine(folder, "a");
            using (var file = SpoolFolders.CreateFile(path))
            {
                durable.Write(file.SafeFileHandle, path, ["one "u8.ToArray(), "two"u8.ToArray()], 0);
                durable.SyncData(file.SafeFileHandle, path);
            }

            durable.Append(path, " three"u8);
            durable.Rename(path, Path.Combine(folder, "b"));
            durable.SyncFolder(folder);
            using (var handle = durable.OpenFolder(folder)) durable.SyncFileSystem(handle, folder);
            Assert.Equal("one two three", File.ReadAllText(Path.Combine(folder, "b")));
            Assert.True(durable.ReadSpace(folder).FreeBytes > 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Exists_IsFalseOfWhatIsNotThereAndOfNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("durable-").FullName;
        try
        {
            var file = Path.Combine(folder, "a");
            File.WriteAllText(file, "");
            Assert.True(Durable.Exists(file));
            Assert.False(Durable.Exists(Path.Combine(folder, "b")));
            Assert.False(Durable.Exists(Path.Combine(folder, "b", "c")));
            Assert.False(Durable.Exists(Path.Combine(file, "c")));
            var loop = Path.Combine(folder, "loop");
            File.CreateSymbolicLink(loop, loop);
            Assert.False(File.Exists(Path.Combine(loop, "c")));
            var error = Assert.Throws<DurabilityException>(() => Durable.Exists(Path.Combine(loop, "c")));
            Assert.Equal(("access", 40), (error.Operation, error.Errno)); // ELOOP
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Operations_ThatFail_NameCallPathAndErrno()
    {
        var durable = new Durable();
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "x");
        foreach (var (operation, call) in new (string, Action)[]
                 {
                     ("rename", () => durable.Rename(missing, missing + "2")),
                     ("open", () => durable.SyncFolder(missing)),
                     ("open", () => durable.Append(missing, "x"u8)),
                     ("statvfs", () => durable.ReadSpace(missing)),
                 })
        {
            var error = Assert.Throws<DurabilityException>(call);
            Assert.Equal(operation, error.Operation);
            Assert.Equal(2, error.Errno);
            Assert.Contains(missing, error.Message);
        }

        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var descriptor = new Microsoft.Win32.SafeHandles.SafeFileHandle(
            pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(22,
            Assert.Throws<DurabilityException>(() => durable.SyncData(descriptor, "pipe")).Errno); // EINVAL
        Assert.Equal("fsync", Assert.Throws<DurabilityException>(() => durable.SyncFolder("/proc")).Operation);
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xE3069283u)]
    public void Crc32C_KnownValues(string text, uint expected) =>
        Assert.Equal(expected, Crc32C.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Crc32C_InPieces_IsThatOfTheWhole()
    {
        var octets = Enumerable.Range(0, 100).Select(i => (byte)(i * 7)).ToArray();
        for (var cut = 0; cut <= octets.Length; cut++)
            Assert.Equal(Crc32C.Of(octets), Crc32C.Of([octets.AsMemory(0, cut), octets.AsMemory(cut)]));
    }
}
