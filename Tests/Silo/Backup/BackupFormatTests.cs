using System.IO.Compression;
using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Tests.Silo.Stores;

namespace VoicemailOrleans.Tests.Silo.Backup;

/// <summary>What format 1 wrote must be readable for ever; TestData/Backup has it.</summary>
public sealed class BackupFormatTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Grains_OfFormat1_AreWrittenSo()
    {
        using var written = new MemoryStream();
        using (var archive = new GrainArchive(written))
        {
            archive.Add(new GrainExport(3, [Grain("voicemail", "01kjpxp057yybbke9bjfg7bgk8", """{"format":1,"text":"é"}""")], [], false));
            archive.Add(new GrainExport(4, [Grain("intake", "ab", "torn{")], [new GrainId("intake", "gone")], false));
            archive.Add(new GrainExport(5, [Grain("voicemail", "01kjpxp057yybbke9bjfg7bgk8", """{"format":1,"text":"new"}""")], [], true));
            archive.End();
        }

        written.Position = 0;
        using var plain = new StreamReader(new GZipStream(written, CompressionMode.Decompress), Encoding.UTF8);
        Assert.Equal(Golden("grains-1.txt"), plain.ReadToEnd());
    }

    [Fact]
    public void Grains_OfFormat1_AreRead()
    {
        var records = new GrainArchiveReader(Zip(Golden("grains-1.txt"))).Read().ToList();
        Assert.Equal(["intake/ab", "voicemail/01kjpxp057yybbke9bjfg7bgk8"], records.Select(record => record.Id.ToString()));
        Assert.Equal(["torn{", """{"format":1,"text":"new"}"""], records.Select(record => Encoding.UTF8.GetString(record.State.Span)));
        Assert.All(records, record => Assert.Equal(At, record.DueAt));
    }

    [Fact]
    public void Grains_TornOrOfANewerRelease_AreRefused()
    {
        var lines = Golden("grains-1.txt").Split('\n');
        string[] bad =
        [
            "", string.Join('\n', lines[..^2]), string.Join('\n', lines[0], lines[^2]), "{}", "[]", "nothing",
            lines[0].Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) + "\n" + lines[^2],
        ];
        foreach (var text in bad) Assert.Throws<BackupException>(() => new GrainArchiveReader(Zip(text)));
        File.WriteAllText(folder.File("grains.gz"), "no gzip");
        Assert.Throws<BackupException>(() => new GrainArchiveReader(folder.File("grains.gz")));
    }

    [Fact]
    public void ManifestAndList_OfFormat1_AreReadAndWrittenBack()
    {
        var golden = Golden("manifest-1.txt");
        File.WriteAllText(folder.File("manifest"), golden);
        var manifest = BackupManifest.Read(new BackupFolder(folder.Path))!;
        Assert.Equal((7L, 3L, 2L, At), (manifest.Number, manifest.Grains, manifest.Messages, manifest.StartedAt));
        Assert.Equal(new BackupFile("run-000007/grains.gz", 1234, 0xE3069283), manifest.Files[0]);
        Assert.Equal(golden, Encoding.UTF8.GetString(manifest.ToOctets()));

        var list = Path.Combine(AppContext.BaseDirectory, "TestData", "Backup", "content-1.list");
        var files = ContentList.Read(list).ToList();
        Assert.Equal(new ContentFile("2026-03-02/01kjpxp057yybbke9bjfg7bgk8.eml", 100, 0x0A1B2C3D, At.Ticks), files[0]);
        Assert.Equal(File.ReadAllText(list), Encoding.UTF8.GetString(ContentList.Write(files)));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    public void Manifest_NamingAFileOutside_IsRefused(string name) =>
        Assert.Throws<BackupException>(() => new BackupFolder(folder.Path).FileOf(name));

    private static GrainRecord Grain(string kind, string key, string state) =>
        new(new GrainId(kind, key), 5, At, Encoding.UTF8.GetBytes(state));

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", "Backup", name));

    private string Zip(string text)
    {
        var path = folder.File("grains.gz");
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
