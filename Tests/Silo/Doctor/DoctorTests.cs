using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.AdminUi.Login.Oidc;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Silo.Doctor;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Doctor;

/// <summary>What <c>voicemail doctor</c> finds, each against the real thing.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("doctor-").FullName;
    private readonly TestCertificates certificates = new();

    public void Dispose()
    {
        certificates.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Disk_Usable_IsFlushedAndLockedAndLeftAsItWas()
    {
        var findings = Disk(new FaultyDurable { Space = new(1L << 40, long.MaxValue) });
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Broken);
        Assert.Contains(findings, finding => finding.Fact.StartsWith("a flush takes ", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Subject: "locks", Verdict: Verdict.Fine });
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Disk_FlushFails_IsBroken()
    {
        var disk = new FaultyDurable();
        disk.Break("fdatasync", 5);
        Assert.Contains("fdatasync", Assert.Single(Disk(disk)).Fact, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData(1L << 20, "Broken")]
    [InlineData(1L << 30, "Doubtful")]
    [InlineData(1L << 40, "Fine")]
    public void Disk_Space_IsJudged(long free, string verdict) =>
        Assert.Equal(
            verdict,
            Disk(new FaultyDurable { Space = new(free, long.MaxValue) })
                .Single(finding => finding.Fact.EndsWith("GB free", StringComparison.Ordinal)).Verdict.ToString());

    [Fact]
    public void Ports_OneTaken_IsNamed()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var settings = new ServiceSettings
        {
            SmtpHost = IPAddress.Loopback, SmtpPort = ((IPEndPoint)taken.LocalEndpoint).Port,
            HttpHost = IPAddress.Loopback, HttpPort = FreePort.Take(),
        };
        var findings = PortCheck.Run(settings).ToList();
        Assert.Equal(("SMTP_PORT " + settings.SmtpPort, Verdict.Doubtful), (findings[0].Subject, findings[0].Verdict));
        Assert.Equal(Verdict.Fine, findings[1].Verdict);
    }

    [Theory]
    [InlineData("good", "localhost", "Fine,Fine")]
    [InlineData("good", "pbx-mail.example", "Fine,Doubtful")]
    [InlineData("expired", "localhost", "Broken,Fine")]
    public void Certificate_ValidityAndName_AreJudged(string kind, string name, string verdicts)
    {
        var (certificate, key) = certificates.Write(kind);
        var settings = new ServiceSettings { SmtpTlsCert = certificate, SmtpTlsKey = key, SmtpHostName = name };
        Assert.Equal(verdicts, VerdictsOf(CertificateCheck.Run(settings, TimeProvider.System)));
    }

    [Fact]
    public void Certificate_OfAnotherKey_IsBroken()
    {
        var settings = new ServiceSettings
        {
            SmtpTlsCert = certificates.Write("good").Certificate, SmtpTlsKey = certificates.Write("expired").Key,
        };
        Assert.Equal("Broken", VerdictsOf(CertificateCheck.Run(settings, TimeProvider.System)));
    }

    [Fact]
    public async Task Redis_SetUpRight_IsFineAndLeftAsItWas()
    {
        await using var redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        var findings = await RedisAsync(redis.Url);
        Assert.All(findings, finding => Assert.Equal(Verdict.Fine, finding.Verdict));
        Assert.Contains(findings, finding => finding.Fact.StartsWith("a write takes ", StringComparison.Ordinal));
        Assert.DoesNotContain("doctor", (await redis.CommandAsync("KEYS", "*")).Items.Select(key => key.Text));
    }

    [Fact]
    public async Task Redis_ThatThrowsAwayOrIsAway_IsBroken()
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        var finding = Assert.Single(await RedisAsync(redis.Url));
        Assert.Contains("noeviction", finding.Fact, StringComparison.Ordinal);
        Assert.Equal(Verdict.Broken, finding.Verdict);
        Assert.Equal(Verdict.Broken, Assert.Single(await RedisAsync($"redis://127.0.0.1:{FreePort.Take()}")).Verdict);
    }

    [Fact]
    public async Task MailServer_Reached_SaysWhatItOffers()
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript
        {
            Tls = ScriptedTls.Offered, Certificate = certificates.Make("good"), Credentials = ("vm", "secret"),
            Extensions = ["8BITMIME", "SIZE 1000000"],
        });
        var findings = await MailServerAsync(host.Port, "secret");
        Assert.Equal((Verdict.Fine, "encrypted, logged in as vm"), (findings[0].Verdict, findings[0].Fact));
        Assert.Contains(findings, finding => finding.Verdict == Verdict.Doubtful && finding.Advice!.Contains("message_size_limit", StringComparison.Ordinal));
        Assert.Empty(host.Ledger.Mails);
    }

    [Fact]
    public async Task MailServer_WrongPassword_IsBrokenInItsOwnWords()
    {
        await using var host = new ScriptedSmarthost(new SmarthostScript
        {
            Tls = ScriptedTls.Offered, Certificate = certificates.Make("good"), Credentials = ("vm", "secret"),
        });
        var finding = Assert.Single(await MailServerAsync(host.Port, "wrong"));
        Assert.Equal(Verdict.Broken, finding.Verdict);
        Assert.StartsWith("535 ", finding.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Speech_EachEngine_IsAskedForASample()
    {
        await using var server = await FakeOpenAiSpeech.StartAsync();
        var options = new SpeechOptions { Engines = ["openai"], OpenAiBaseUrl = server.Address };
        Assert.Contains("understood 1 words", Assert.Single(await SpeechAsync(options)).Fact, StringComparison.Ordinal);
        server.Answer = (401, """{"error":{"message":"no such key"}}""");
        var finding = Assert.Single(await SpeechAsync(options));
        Assert.Equal(Verdict.Broken, finding.Verdict);
        Assert.Contains("no such key", finding.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ProviderIsAway_IsBroken()
    {
        var issuer = new Uri($"https://127.0.0.1:{FreePort.Take()}/");
        var options = new OidcOptions { Issuer = issuer, ClientId = "a", ClientSecret = "b" };
        var findings = await OidcCheck.RunAsync(options, TimeProvider.System, CancellationToken.None);
        Assert.Equal(Verdict.Broken, Assert.Single(findings).Verdict);
    }

    private List<Finding> Disk(FaultyDurable disk)
    {
        var options = new SpoolOptions { StoragePath = Path.Combine(folder, "not", "yet", "there") };
        return [.. DiskCheck.Run(options, disk, TimeProvider.System)];
    }

    private static Task<IReadOnlyList<Finding>> RedisAsync(string url) =>
        RedisCheck.RunAsync(RedisUrl.Parse(url), TimeProvider.System, CancellationToken.None);

    private Task<IReadOnlyList<Finding>> MailServerAsync(int port, string password)
    {
        var settings = new ServiceSettings
        {
            OutboundHosts = ["localhost"], OutboundPort = port, OutboundTls = OutboundTls.Required,
            OutboundUser = "vm", OutboundPassword = password, OutboundCaFile = certificates.AuthorityFile,
            SmtpHostName = "voicemail.test",
        };
        var options = new ModuleOptions(settings, "doctor", "doctor");
        return SmarthostCheck.RunAsync(options, TimeProvider.System, CancellationToken.None);
    }

    private static Task<IReadOnlyList<Finding>> SpeechAsync(SpeechOptions options) =>
        SpeechCheck.RunAsync(options, TimeProvider.System, CancellationToken.None);

    private static string VerdictsOf(IEnumerable<Finding> findings) =>
        string.Join(',', findings.Select(finding => finding.Verdict));
}
