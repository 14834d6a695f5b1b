using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using VoicemailOrleans.Tests.Faults;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>What former releases left, killed in the middle of their work, taken over by this one at the date of that time.</summary>
public sealed class UpgradeTests : EndToEndTest
{
    private static readonly DateTimeOffset LeftAt = new(2026, 11, 26, 12, 53, 30, TimeSpan.Zero);

    private string Data => Path.Combine(Folder, "data");

    [FakeTimeFact]
    public async Task Storage_OfTheFirstRelease_GoesOnWhereItWas()
    {
        await UnpackAsync("1.tar.gz");
        await using var service = await AtThatTimeAsync();
        string[] owed = ["bert@example.org", "dora0@example.org", "dora1@example.org", "dora2@example.org", "dora3@example.org"];
        await Sink.UntilAsync(ledger => ledger.Count >= owed.Length, "five mails", TimeSpan.FromMinutes(2));
        Assert.Equal(0, await service.TerminateAsync());

        Assert.Equal(owed, Sink.Ledger.Select(mail => Assert.Single(mail.Recipients)).Order());
        var bert = Sink.Ledger.Single(mail => mail.Recipients[0].StartsWith("bert", StringComparison.Ordinal));
        Assert.Equal("transcribed", bert.Header("X-Voicemail-Status"));
        Assert.Contains("call me back", bert.Text, StringComparison.Ordinal);
        Assert.Contains("nothing is wrong", await CommandAsync(0, "verify"), StringComparison.Ordinal);
    }

    private async Task<ServiceProcess> AtThatTimeAsync()
    {
        var offset = (long)(LeftAt - TimeProvider.System.GetUtcNow()).TotalSeconds;
        var wrapper = FakeTimeFactAttribute.Wrapper(offset.ToString("+0;-0", CultureInfo.InvariantCulture));
        var service = ServiceProcess.Launch(Folder, Sink.Port, wrapper, ["run"]);
        await service.ReadyAsync();
        return service;
    }

    private async Task UnpackAsync(string file)
    {
        Directory.CreateDirectory(Data);
        await using var packed = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "TestData", "Storage", file));
        await using var tar = new GZipStream(packed, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, Data, overwriteFiles: false);
    }
}
