using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

/// <summary>A spool that seals, and a look at what lies in its folder.</summary>
internal static class SealedRig
{
    public static SpoolRig Open(ContentKeys keys, string? root = null, string node = "local") =>
        new(root, options => (options.ContentKeys, options.NodeName) = (keys, node));

    /// <summary>Files anywhere in the storage folder that hold a text.</summary>
    public static List<string> Holding(this SpoolRig rig, string text) =>
    [
        .. Directory.EnumerateFiles(rig.Root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock" && Read(file).AsSpan().IndexOf(Encoding.Latin1.GetBytes(text)) >= 0),
    ];

    /// <summary>Moves everything on into content files and empties the journal, as a running service does.</summary>
    public static async Task MoveOnAsync(this SpoolRig rig)
    {
        rig.Reader.Settle(await rig.ReadAllAsync());
        rig.Restart(); // seals the open segment
        rig.Reader.Settle(await rig.ReadAllAsync());
        rig.Reader.PassEnd();
        rig.Checkpoint.Take();
        Assert.Empty(rig.Segments);
    }

    public static string KeyOf(this SpoolRig rig, CorrelationId id) => rig.Folders.KeyOf(id);

    public static async Task<string> TextAsync(this SpoolRig rig, JournalMessage message) =>
        SpoolRig.TextOf(await rig.Spool.ReadContentAsync(message.Id, default));

    public static Task DeleteAsync(this SpoolRig rig, JournalMessage message) =>
        rig.Spool.DeleteContentAsync(message.Id, default).AsTask();

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
