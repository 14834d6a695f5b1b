using System.Net;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Tests.EndToEnd;
using VoicemailOrleans.Tests.Gateway;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class ServiceHostTests : EndToEndTest
{
    [Fact]
    public async Task Ready_WithATlsPort_NamesThePortThatServesHttp()
    {
        using var certificate = new TestCertificate();
        await using var service = await StartAsync(
            ("SMTP_TLS_PORT", $"{FreePort.Take()}"), ("SMTP_TLS_CERT", certificate.CertificatePath), ("SMTP_TLS_KEY", certificate.KeyPath));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync($"http://127.0.0.1:{service.HttpPort}/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1"), InlineData("10.0.0.0/8")]
    public async Task Metrics_AskedWithAForwardedLoopbackAddress_AreNotShown(string proxies)
    {
        await using var service = await StartAsync(("HTTP_PROXY_ADDRESSES", proxies), ("METRICS_TOKEN", "token"));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var metrics = $"http://127.0.0.1:{service.HttpPort}/metrics";
        using var own = await http.GetAsync(metrics);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.1");
        using var forwarded = await http.GetAsync(metrics);
        Assert.Equal(HttpStatusCode.Forbidden, forwarded.StatusCode);
    }

    [Fact]
    public async Task Start_OnAFolderInUseWithoutRedis_IsRefusedAndNamesTheFolder()
    {
        await using var first = await StartAsync();
        await using var second = ServiceProcess.Launch(Folder, Sink.Port, [], ["run"]);
        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"'{Path.Combine(Folder, "data")}' is in use by another process: only one may run on a storage folder", second.Output);
        Assert.Equal(0, await first.TerminateAsync());
    }

    [Fact]
    public async Task Start_WhereLocksDoNotHold_IsRefused()
    {
        await using var service = ServiceProcess.Launch(Folder, Sink.Port, [], ["run"], ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        Assert.Equal(1, await service.ExitAsync());
        Assert.Contains("needs a file system with a working flock", service.Output);
    }
}
