using System.Text;
using System.Threading.Channels;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>Content sealed at rest, on the real executable: words are planted and looked for in every file.</summary>
public sealed class SealedContentTests : EndToEndTest
{
    private const string Planted = "A line that starts with a dot.";

    private readonly byte[] small = TestMail.Voicemail("small", TestMail.Recording(2));
    private readonly byte[] large = TestMail.Voicemail("large", TestMail.Recording(40)); // 640 KB: a draft
    private readonly Channel<string> tried = Channel.CreateUnbounded<string>();
    private volatile bool refuses = true;

    public SealedContentTests()
    {
        Sink.OnDot = mail =>
        {
            if (!refuses) return "250 2.0.0 Taken";
            tried.Writer.TryWrite(mail.Header("Message-ID")!);
            return "451 4.3.0 Not now";
        };
        UseKeys("a");
    }

    private string Data => Path.Combine(Folder, "data");

    private string KeyFile => Path.Combine(Folder, "content.key");

    private (string, string) Keys => ("CONTENT_KEY_FILE", KeyFile);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Killed_NothingIsInAnyFileAndEverythingIsDelivered(bool isSealed, bool isRedis)
    {
        await using var redis = isRedis ? await RedisServer.StartAsync() : null;
        (string, string)[] settings = [.. isSealed ? [Keys] : Array.Empty<(string, string)>(), .. redis is null ? Array.Empty<(string, string)>() : [("REDIS_URL", redis.Url)]];
        await using (var service = await StartAsync(settings))
        {
            await SubmitAsync(service);
            await service.KillAsync();
        }

        Assert.Equal(isSealed, Look(redis).Count == 0);
        await using (var service = await StartAsync(settings))
        {
            await TriedAsync();
            Assert.Equal(isSealed, Look(redis).Count == 0);
            refuses = false;
            await DeliveredAsync();
            Assert.Equal(0, await service.TerminateAsync());
        }

        Assert.Equal(isSealed, Look(redis).Count == 0);
    }

    [Fact]
    public async Task Rotated_OldKeyCanGoAndMailSealedWithItIsDelivered()
    {
        await ReceiveAsync(Keys);
        UseKeys("ba");
        Assert.Contains("content is    sealed; keys: b, a", await CommandAsync(0, [Keys], "check-config"), StringComparison.Ordinal);
        await using (var service = await StartAsync(Keys))
        {
            Assert.Contains("2 keys were wrapped with 'b'; 0 and 0 journal segments are left: the other keys can go.", await CommandAsync(0, [Keys], "rekey"), StringComparison.Ordinal);
            Assert.Equal(0, await service.TerminateAsync());
        }

        UseKeys("b");
        Assert.Contains("content is sealed with 'b'; 2 sealed contents can be opened", await CommandAsync(0, [Keys], "doctor"), StringComparison.Ordinal);
        refuses = false;
        await using (var service = await StartAsync(("CONTENT_KEY_COMMAND", $"cat {KeyFile}")))
        {
            await DeliveredAsync();
            Assert.Contains("nothing is wrong", await CommandAsync(0, [Keys], "verify"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WrongKey_MailWaitsAndIsDeliveredWithTheRightOne_AndWithoutAnyNothingStarts()
    {
        await ReceiveAsync(Keys);
        refuses = false;
        UseKeys("c");
        await using (var service = await StartAsync(Keys))
        {
            await service.LineAsync(line => line.Contains("does not have the content key 'a'", StringComparison.Ordinal), "which key it lacks");
            Assert.Equal(0, await service.TerminateAsync());
        }

        Assert.Contains("does not have the content key 'a'", await CommandAsync(1, [Keys], "rekey"), StringComparison.Ordinal);
        Assert.Contains("holds sealed content: set CONTENT_KEY_FILE", await CommandAsync(1, "run"), StringComparison.Ordinal);
        Assert.Contains("holds sealed content: set CONTENT_KEY_FILE", await CommandAsync(1, "check-config"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(KeyFile, "a c2hvcnQ=");
        Assert.Contains("CONTENT_KEY_FILE has 5 octets as the key 'a' in line 1", await CommandAsync(1, [Keys], "run"), StringComparison.Ordinal);
        Assert.Empty(Sink.Ledger);
        UseKeys("a");
        await using (await StartAsync(Keys)) await DeliveredAsync();
    }

    [Fact]
    public async Task Backup_IsSealedAndNeedsTheKeys()
    {
        await ReceiveAsync(Keys);
        var backup = Path.Combine(Folder, "backup");
        await CommandAsync(0, [Keys], "backup", backup);
        Assert.Empty(Holding(backup));
        Directory.Delete(Data, recursive: true);
        Assert.Contains("The backup's content is sealed: set CONTENT_KEY_FILE", await CommandAsync(1, "restore", backup), StringComparison.Ordinal);
        await CommandAsync(0, [Keys], "restore", backup);
        refuses = false;
        await using (await StartAsync(Keys)) await DeliveredAsync();
    }

    private void UseKeys(string names) => File.WriteAllText(KeyFile, string.Concat(names.Select(TestKeys.Line)));

    /// <summary>Two mails that were accepted and tried once.</summary>
    private async Task ReceiveAsync(params (string, string)[] settings)
    {
        await using var service = await StartAsync(settings);
        await SubmitAsync(service);
        await TriedAsync();
        Assert.Equal(0, await service.TerminateAsync());
    }

    /// <summary>Both are in the spool: they were tried, and refused.</summary>
    private async Task TriedAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        HashSet<string> seen = [];
        while (seen.Count < 2) seen.Add(await tried.Reader.ReadAsync(timeout.Token));
    }

    private async Task SubmitAsync(ServiceProcess service)
    {
        foreach (var mail in new[] { small, large })
            Assert.StartsWith("250 2.6.0", await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], mail), StringComparison.Ordinal);
    }

    private async Task DeliveredAsync()
    {
        await Sink.UntilAsync(ledger => ledger.Count >= 2, "both mails", TimeSpan.FromMinutes(2));
        foreach (var mail in Sink.Ledger)
            AssertKept(await JudgeAsync(mail.Header("Message-ID")!.Contains("small", StringComparison.Ordinal) ? small : large, mail));
    }

    private List<string> Look(RedisServer? redis) => [.. Holding(Data), .. redis is null ? [] : Holding(redis.Folder)];

    /// <summary>Files that hold the planted words or a line of a recording.</summary>
    private List<string> Holding(string folder)
    {
        var sound = Encoding.Latin1.GetBytes(Convert.ToBase64String(TestMail.Recording(2), Base64FormattingOptions.InsertLineBreaks).Split("\r\n")[20]);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "voicemail-backup") && !file.EndsWith(".lock", StringComparison.Ordinal)).Where(Holds)];

        bool Holds(string file)
        {
            try
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var octets = new MemoryStream();
                stream.CopyTo(octets);
                var span = octets.GetBuffer().AsSpan(0, (int)octets.Length);
                return span.IndexOf(Encoding.ASCII.GetBytes(Planted)) >= 0 || span.IndexOf(sound) >= 0;
            }
            catch (FileNotFoundException)
            {
                return false; // finished meanwhile
            }
        }
    }
}
