using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Silo.Smarthost;
using VoicemailOrleans.Tests.EndToEnd;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

/// <summary>
/// The client against servers that nobody here wrote: aiosmtpd (Debian package python3-aiosmtpd) and Postfix, where
/// they are installed.
/// </summary>
public sealed class RealPeerTests
{
    /// <summary>
    /// Listens on a free port, says which on standard output, and prints envelope and digest of each mail.
    /// </summary>
    private const string Server =
        """
        import asyncio, hashlib, sys
        from aiosmtpd.smtp import SMTP
        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith("no"): return "550 5.1.1 nobody"
                envelope.rcpt_tos.append(address)
                return "250 2.1.5 ok"
            async def handle_DATA(self, server, session, envelope):
                digest = hashlib.sha256(envelope.content).hexdigest()
                print("mail", envelope.mail_from, ",".join(envelope.rcpt_tos), digest, flush=True)
                return "250 2.0.0 taken"
        async def main():
            make = lambda: SMTP(Handler(), enable_SMTPUTF8=True, hostname="aio.test")
            server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
            print("port", server.sockets[0].getsockname()[1], flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        asyncio.run(main())
        """;

    [InstalledFact("/usr/lib/python3/dist-packages/aiosmtpd")]
    public async Task Relay_ToAiosmtpd_ArrivesOctetForOctet()
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Server])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        try
        {
            var port = int.Parse((await LineAsync(process)).Split(' ')[1]);
            await using var relaying = new Relaying(Relaying.To(port));
            var content = Encoding.Latin1.GetBytes("Subject: a\r\n\r\n.\r\n..dots\r\n"
                + string.Concat(Enumerable.Repeat("." + new string('x', 997) + "\r\n", 200)));

            for (var round = 0; round < 3; round++)
            {
                var outcomes = Relaying.Describe(await relaying.Client.RelayAsync(
                    Relaying.Request("a", "nobody", "b") with { Content = [content] }, Relaying.Allow, CancellationToken.None));
                Assert.Equal("a Delivered 250 2.0.0\nnobody Refused 550 5.1.1\nb Delivered 250 2.0.0", outcomes);
                var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
                Assert.Equal($"mail sender@example.test a@example.test,b@example.test {digest}", await LineAsync(process));
            }

            Assert.DoesNotContain(relaying.Log, line => line.Level >= LogLevel.Warning);
        }
        finally
        {
            process.Kill();
        }
    }

    [PostfixFact]
    public async Task Relay_ToPostfix_OverTlsOfOurAuthority_ArrivesAndTheConnectionIsKept()
    {
        using var certificates = new TestCertificates();
        var (certificate, key) = certificates.Write("good");
        await using var sink = new SmtpSink();
        await using var host = await PostfixServer.StartAsync(
            sink.Port, $"smtpd_tls_chain_files = {key} {certificate}", "smtpd_tls_security_level = encrypt", "smtpd_tls_received_header = yes",
            "smtpd_recipient_restrictions = check_recipient_access inline:{{b@example.test = 450 4.2.0 Later}}");
        await using var relaying = new Relaying(new SmarthostOptions
        {
            Host = "localhost", Port = host.Port, Tls = TlsPolicy.Required, ClientName = "client.test", ExtraCaFile = certificates.AuthorityFile,
        });

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("a Delivered 250 2.0.0\nb Deferred 450 4.2.0", await relaying.RelayAsync("a", "b"));
            var mail = await sink.NextAsync();
            Assert.Equal(["a@example.test"], mail.Recipients);
            Assert.EndsWith("\r\n\r\nHello\r\n", mail.Text, StringComparison.Ordinal);
            Assert.Contains("using TLSv1.3", mail.Text, StringComparison.Ordinal);
        }

        Assert.Equal(1, host.Log.Split("smtpd[").Count(line => line.Contains(": connect from", StringComparison.Ordinal)));
        Assert.DoesNotContain(relaying.Log, line => line.Level >= LogLevel.Warning);
    }

    private static async Task<string> LineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(15)) ?? throw new EndOfStreamException("aiosmtpd ended");
}
