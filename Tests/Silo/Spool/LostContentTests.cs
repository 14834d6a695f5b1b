using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>Content that cannot be read: when it is one message's misfortune, and when the disk's.</summary>
public sealed class LostContentTests
{
    private readonly ManualTimeProvider clock = new();

    [Fact]
    public async Task Open_OneFileUnreadableForLong_IsAsGoodAsDamaged()
    {
        await using var rig = new SpoolRig();
        var spool = Spool(rig);
        var (message, _) = (Put(rig), Put(rig));
        var content = MakeUnreadable(rig.Folders.FileOf(message, ".eml"));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => OpenAsync(spool, message));
        clock.Advance(LostContent.Patience - TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => OpenAsync(spool, message));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(spool, message));
        Assert.Empty(Directory.GetFiles(rig.Folders.Temporary));

        Mend(rig.Folders.FileOf(message, ".eml"), content);
        await OpenAsync(spool, message);
        MakeUnreadable(rig.Folders.FileOf(message, ".eml"));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => OpenAsync(spool, message)); // counted anew
    }

    [Fact]
    public async Task Open_AllUnreadableForLong_IsWaitedFor()
    {
        await using var rig = new SpoolRig();
        var spool = Spool(rig);
        CorrelationId[] messages = [Put(rig), Put(rig)];
        foreach (var message in messages)
        {
            File.Delete(rig.Folders.FileOf(message, ".env"));
            File.CreateSymbolicLink(rig.Folders.FileOf(message, ".env"), "/proc/self/mem"); // its first octet is EIO
        }

        await Assert.ThrowsAsync<IOException>(() => OpenAsync(spool, messages[0]));
        clock.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<IOException>(() => OpenAsync(spool, messages[0]));
    }

    [Fact]
    public async Task Open_WhileTheDiskTakesNothing_IsWaitedFor()
    {
        await using var rig = new SpoolRig();
        var spool = Spool(rig);
        var message = Put(rig);
        MakeUnreadable(rig.Folders.FileOf(message, ".eml"));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => OpenAsync(spool, message));
        clock.Advance(TimeSpan.FromDays(1));
        rig.Disk.Break("fdatasync", 5, ".probe");
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => OpenAsync(spool, message));
    }

    private FileSpool Spool(SpoolRig rig) => new(
        rig.Folders, rig.Services.GetRequiredService<ContentFiles>(), rig.Options, rig.Disk, clock);

    private static CorrelationId Put(SpoolRig rig)
    {
        var message = SpoolRig.Message("content");
        rig.Services.GetRequiredService<ContentFiles>().TryStore(
            new JournalHeader(message.Id, message.ReceivedAt, message.Envelope), Encoding.ASCII.GetBytes("content"));
        return message.Id;
    }

    private static async Task OpenAsync(FileSpool spool, CorrelationId id) =>
        (await spool.OpenContentAsync(id, CancellationToken.None))!.Dispose();

    /// <summary>A folder in its place: whoever opens it gets EACCES, root too.</summary>
    private static byte[] MakeUnreadable(string path)
    {
        var octets = File.ReadAllBytes(path);
        File.Delete(path);
        Directory.CreateDirectory(path);
        return octets;
    }

    private static void Mend(string path, byte[] octets)
    {
        Directory.Delete(path);
        File.WriteAllBytes(path, octets);
    }
}
