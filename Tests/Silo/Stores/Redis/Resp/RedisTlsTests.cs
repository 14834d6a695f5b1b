using System.Security.Cryptography.X509Certificates;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>Certificates, theirs and ours.</summary>
public sealed class RedisTlsTests : IDisposable
{
    private readonly TestCertificates certificates = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("redis-tls-");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Tls_CertificateOfTheGivenAuthority_IsTaken(string host)
    {
        await using var server = await StartAsync("good", "no");
        await using var rig = await RedisRig.ConnectAsync(RedisRig.Patient($"rediss://{host}:{server.Port}?ca={certificates.AuthorityFile}"));
        Assert.Equal("PONG", (await rig.SendAsync("PING")).Text);
    }

    [Theory]
    [InlineData("wrong-name", "its certificate is not for localhost")]
    [InlineData("self-signed", "its certificate is not trusted")]
    [InlineData("expired", "its certificate is not trusted: NotTimeValid")]
    public async Task Tls_BadCertificate_IsRefusedWithTheReason(string kind, string reason)
    {
        await using var server = await StartAsync(kind, "no");
        Assert.Contains(reason, await ProblemAsync($"rediss://localhost:{server.Port}?ca={certificates.AuthorityFile}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_WithoutTheAuthority_IsNotTrusted()
    {
        await using var server = await StartAsync("good", "no");
        Assert.Contains("not trusted", await ProblemAsync($"rediss://localhost:{server.Port}"), StringComparison.Ordinal);
        Assert.Contains("none.pem", await ProblemAsync($"rediss://localhost:{server.Port}?ca=/none.pem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_ClientCertificateWanted_IsShown()
    {
        await using var server = await StartAsync("good", "yes");
        var (certificate, key) = Write("good", "client");
        await using var rig = await RedisRig.ConnectAsync(
            RedisRig.Patient($"rediss://localhost:{server.Port}?ca={certificates.AuthorityFile}&cert={certificate}&key={key}"));
        Assert.Equal("PONG", (await rig.SendAsync("PING")).Text);
    }

    [Fact]
    public async Task Tls_ClientCertificateWantedAndNone_IsNoConnection()
    {
        await using var server = await StartAsync("good", "yes");
        await using var rig = new RedisRig(RedisRig.Patient($"rediss://localhost:{server.Port}?ca={certificates.AuthorityFile}"));
        var error = await Assert.ThrowsAnyAsync<RedisException>(() => rig.SendAsync("PING"));
        Assert.False(error.MayHaveExecuted);
        rig.Logged("does the server ask for a client certificate?");
    }

    public void Dispose()
    {
        certificates.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<string> ProblemAsync(string url)
    {
        await using var rig = new RedisRig(RedisRig.Patient(url));
        var error = await Assert.ThrowsAsync<RedisSetupException>(() => rig.Client.ConnectAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        return error.Message;
    }

    private async Task<RedisServer> StartAsync(string kind, string clients)
    {
        var (certificate, key) = Write(kind, "server");
        return await RedisServer.StartAsync(
            "--tls-port", "PORT", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificates.AuthorityFile, "--tls-auth-clients", clients);
    }

    private (string Certificate, string Key) Write(string kind, string name)
    {
        using var certificate = certificates.Make(kind);
        var (certificateFile, keyFile) = (Path.Combine(folder.FullName, name + ".pem"), Path.Combine(folder.FullName, name + ".key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
