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
