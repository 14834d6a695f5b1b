using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>
/// An adoption that ends between any two of its steps. Before each operation the folder is copied as a kill -9 would
/// leave it, and every copy must give each message once, whoever comes back first.
/// </summary>
public sealed class JournalAdoptionCrashTests : IDisposable
{
    private readonly string folder = SpoolRig.FastRoot();

    private string keys = "";

    private string Root => Path.Combine(folder, "spool");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "a")]
    [InlineData(true, "a")]
    public async Task Adopt_ProcessEndsAtAnyStep_EveryMessageIsInOneJournalAndNoNoteIsLost(bool ownerReturnsFirst, string sealedWith)
    {
        keys = sealedWith;
        var (open, safe) = await LeaveAsync();
        var images = await AdoptAsync();
        Assert.True(images.Count >= 9, $"only {images.Count} steps");
        foreach (var image in images)
        {
            string[] order = ownerReturnsFirst ? ["dead", "alive"] : ["alive", "dead"];
            var read = new List<CorrelationId>();
            foreach (var node in order) read.AddRange(await ReadAsync(image, node, adopts: !ownerReturnsFirst));
            Assert.True(open.Order().SequenceEqual(read.Order()), $"{image}: {read.Count} of {open.Count} messages");
            Assert.DoesNotContain(safe, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task Adopt_ProcessEndsAtAnyStep_AThirdNodeFindsEverything(string sealedWith)
    {
        keys = sealedWith;
        var (open, _) = await LeaveAsync();
        foreach (var image in await AdoptAsync())
            Assert.Equal(open.Order(), (await ReadAsync(image, "third", adopts: true)).Order());
    }

    /// <summary>A node with two segments and a note about a message in each, one message being safe; and the adopter's own.</summary>
    private async Task<(List<CorrelationId> Open, CorrelationId Safe)> LeaveAsync()
    {
        await using var dead = Node(Root, "dead");
        foreach (var content in new[] { "one", "two", "three" }) await dead.AppendDurablyAsync(content.PadRight(1500));
        var entries = await dead.ReadAllAsync();
        Assert.Equal(2, entries.DistinctBy(e => e.Segment).Count());
        dead.Reader.Settle([entries[0]]);
        dead.Checkpoint.Take();
        await using var alive = Node(Root, "alive");
        var own = await alive.AppendDurablyAsync("own");
        return ([.. entries.Skip(1).Select(e => e.Id), own.Id], entries[0].Id);
    }

    /// <summary>Adopts, and returns copies of the folder as it was before each step and at the end.</summary>
    private async Task<List<string>> AdoptAsync()
    {
        var images = new List<string>();
        await using var alive = Node(Root, "alive");
        _ = alive.Journal;
        alive.Disk.Before((operation, path) => Picture($"{operation} {Path.GetFileName(path)}"));
        await alive.Adopter.AdoptAsync(CancellationToken.None);
        alive.Disk.Heal();
        Picture("end");
        Assert.False(Directory.Exists(Path.Combine(Root, "journal", "dead")));
        return images;

        void Picture(string step)
        {
            images.Add(Path.Combine(folder, $"{images.Count:D2} before {step}"));
            foreach (var file in Directory.GetFiles(Root, "*", SearchOption.AllDirectories))
            {
                if (Path.GetFileName(file) == "lock") continue; // nobody holds it after a crash
                var copy = Path.Combine(images[^1], Path.GetRelativePath(Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    private async Task<List<CorrelationId>> ReadAsync(string image, string node, bool adopts)
    {
        await using var rig = Node(image, node);
        _ = rig.Journal;
        if (adopts) await rig.Adopter.AdoptAsync(CancellationToken.None);
        var read = (await rig.ReadAllAsync()).ToList();
        rig.Reader.Settle(read);
        rig.Reader.PassEnd();
        rig.Checkpoint.Take();
        Assert.Empty(rig.Quarantined);
        return [.. read.Select(e => e.Id)];
    }

    private SpoolRig Node(string root, string name) => new(root, options =>
    {
        if (keys.Length > 0) options.ContentKeys = TestKeys.Of(keys);
        options.NodeName = name;
        options.SegmentBytes = 4096;
    });
}
