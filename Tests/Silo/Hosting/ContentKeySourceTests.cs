using VoicemailOrleans.Silo.Doctor;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>Keys from files and real commands, and what doctor says of them.</summary>
public sealed class ContentKeySourceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("keys-").FullName;

    private string Storage => Path.Combine(folder, "data");

    private string KeyFile => Path.Combine(folder, "keys");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void File_Good_IsRead()
    {
        File.WriteAllText(KeyFile, TestKeys.Line('b') + TestKeys.Line('a'));
        Assert.Equal(["b", "a"], ContentKeySource.Load(OfFile()).Ids);
        Assert.Same(ContentKeys.None, ContentKeySource.Load(Settings()));
    }

    [Fact]
    public void File_Bad_IsNamedWithoutItsKeys()
    {
        File.WriteAllText(KeyFile, TestKeys.Line('a') + "b c2hvcnQtc2VjcmV0");
        var error = Refused(OfFile());
        Assert.Equal("CONTENT_KEY_FILE has 12 octets as the key 'b' in line 2; a key has 32.", error);
        File.Delete(KeyFile);
        Assert.Contains("cannot be read", Refused(OfFile()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cat {0}", null)]
    [InlineData("cat /no/such/file", "cat ended with exit code 1")]
    [InlineData("/no/such/program --get key", "/no/such/program cannot be run")]
    [InlineData("echo", "holds no key")]
    [InlineData("sleep 3600", "sleep did not end within")]
    public void Command_IsRunAndItsFailureNamed(string command, string? says)
    {
        File.WriteAllText(KeyFile, TestKeys.Line('a'));
        var settings = Settings();
        settings.ContentKeyCommand = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, KeyFile);
        var patience = command.StartsWith("sleep", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMinutes(1);
        if (says is null) Assert.Equal(["a"], ContentKeySource.Load(settings, patience).Ids);
        else Assert.Contains(says, Assert.Throws<InvalidOperationException>(() => ContentKeySource.Load(settings, patience)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NoKeys_OverSealedMail_DoesNotStart(bool isMoved)
    {
        await using (var rig = SealedRig.Open(TestKeys.Of("a"), Storage))
        {
            await rig.AppendDurablyAsync("sealed");
            if (isMoved)
            {
                await rig.ReadAllAsync();
                foreach (var file in Directory.GetFiles(rig.Folders.Journal)) File.Delete(file);
            }
        }

        Assert.Contains("holds sealed content: set CONTENT_KEY_FILE", Refused(Settings()), StringComparison.Ordinal);
        Assert.Contains("holds sealed content", Assert.Single(ContentKeyCheck.Run(Settings())).Fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_SaysWhetherWhatIsSealedOpens()
    {
        Assert.Equal(Verdict.Fine, Assert.Single(ContentKeyCheck.Run(Settings())).Verdict);
        await using (var rig = SealedRig.Open(TestKeys.Of("a"), Storage))
        {
            await rig.AppendDurablyAsync("sealed");
            await rig.ReadAllAsync();
        }

        Write(TestKeys.Line('b') + TestKeys.Line('a'), 0x180);
        Assert.Equal("content is sealed with 'b'; 1 sealed contents can be opened", Assert.Single(ContentKeyCheck.Run(OfFile())).Fact);
        Write("clear\n" + TestKeys.Line('a'), 0x1A0);
        Assert.Equal("new content is in clear; 1 sealed contents can be opened", Assert.Single(ContentKeyCheck.Run(OfFile())).Fact);
        Write(TestKeys.Line('a'), 0x1A4);
        Assert.Equal([Verdict.Doubtful, Verdict.Fine], ContentKeyCheck.Run(OfFile()).Select(finding => finding.Verdict));
        Write(TestKeys.Line('b'), 0x180);
        var missing = Assert.Single(ContentKeyCheck.Run(OfFile()));
        Assert.Equal(Verdict.Broken, missing.Verdict);
        Assert.Contains("does not have the content key 'a'", missing.Fact, StringComparison.Ordinal);
        var key = Directory.GetFiles(new SpoolFolders(new SpoolOptions { StoragePath = Storage }).ContentKeys, "*.key", SearchOption.AllDirectories).Single();
        File.WriteAllText(key, "torn");
        Assert.Contains("damaged", Assert.Single(ContentKeyCheck.Run(OfFile())).Fact, StringComparison.Ordinal);
    }

    private static string Refused(ServiceSettings settings) =>
        Assert.Throws<InvalidOperationException>(() => ContentKeySource.Load(settings)).Message;

    private ServiceSettings Settings() => new() { StoragePath = Storage };

    private ServiceSettings OfFile() => new() { StoragePath = Storage, ContentKeyFile = KeyFile };

    private void Write(string text, int mode)
    {
        File.WriteAllText(KeyFile, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile, (UnixFileMode)mode);
    }
}
