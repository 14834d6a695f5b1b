using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
            ("SMTP_TLS_PORT", FreePort()), ("SMTP_TLS_CERT", certificate.CertificatePath), ("SMTP_TLS_KEY", certificate.KeyPath));
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync($"http://127.0.0.1:{service.HttpPort}/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
