using System.CommandLine;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Peers;

/// <summary>
/// <c>peers tls</c>: the CPU that a session with STARTTLS costs beside Postfix, with the same ECDSA certificate and
/// nothing sent in it. No session is resumed, as PBXs do not.
/// </summary>
internal static class TlsBench
{
    private const int Senders = 10;

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Sessions for each round.",
        DefaultValueFactory = _ => 500,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Rounds; the line has medians.",
        DefaultValueFactory = _ => 5,
    };

    public static Command Create()
    {
        var command = new Command("tls", "CPU of sessions with STARTTLS.") { Count, Rounds };
        command.SetAction(options => RunAsync(options.GetValue(Count), options.GetValue(Rounds)));
        return command;
    }

    private static async Task RunAsync(int count, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("tls-bench-").FullName;
        try
        {
            var (certificate, key) = WriteCertificate(folder);
            await using var ours = await GatewayPeer.StartAsync(
                null, ("SMTP_TLS_CERT", certificate), ("SMTP_TLS_KEY", key));
            await using var theirs = await PostfixPeer.StartAsync(
                null, $"smtpd_tls_cert_file = {certificate}", $"smtpd_tls_key_file = {key}",
                "smtpd_tls_security_level = may");
            await MeasureAsync(ours, 500);
            await MeasureAsync(theirs, 100);
            var pairs = new List<(double Ours, double Theirs)>();
            for (var round = 0; round < rounds; round++)
                pairs.Add((await MeasureAsync(ours, count), await MeasureAsync(theirs, count)));
            Console.WriteLine("CPU ms for a session   ours  Postfix  ratio");
            Console.WriteLine(
                $"                     {Figures.Median(pairs.Select(pair => pair.Ours)),6:0.00}  "
                + $"{Figures.Median(pairs.Select(pair => pair.Theirs)),7:0.00}  "
                + $"{Figures.Median(pairs.Select(pair => pair.Ours / pair.Theirs)),5:0.00}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(IMailPeer peer, int count)
    {
        var before = peer.CpuTime;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            for (var i = 0; i < count / Senders; i++) await VisitAsync(peer.Port);
        }));
        return (peer.CpuTime - before).TotalMilliseconds / count;
    }

    private static async Task VisitAsync(int port)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port);
        var clear = client.GetStream();
        await ReplyAsync(clear);
        await SayAsync(clear, "EHLO pbx.example\r\n");
        await SayAsync(clear, "STARTTLS\r\n");
        await using var secret = new SslStream(clear);
        await secret.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "gateway.example",
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, _, _, _) => true, // made a moment ago, and not what is measured
        });
        await SayAsync(secret, "EHLO pbx.example\r\n");
        await SayAsync(secret, "QUIT\r\n");
    }

    private static async Task SayAsync(Stream stream, string line)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line));
        await ReplyAsync(stream);
    }

    private static async Task ReplyAsync(Stream stream)
    {
        var buffer = new byte[4096];
        var text = "";
        while (!text.EndsWith('\n') || text.TrimEnd().Split('\n')[^1] is not [_, _, _, ' ', ..])
        {
            var count = await stream.ReadAsync(buffer);
            if (count == 0) throw new IOException("The server closed the connection.");
            text += Encoding.ASCII.GetString(buffer, 0, count);
        }

        if (text[0] is not '2') throw new IOException($"The server said {text}");
    }

    private static (string Certificate, string Key) WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway.example", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var paths = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(paths.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(paths.Item2, key.ExportPkcs8PrivateKeyPem());
        return paths;
    }
}
