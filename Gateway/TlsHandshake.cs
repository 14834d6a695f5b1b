using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;

namespace VoicemailOrleans.Gateway;

/// <summary>Lays TLS over a connection's pipes.</summary>
internal static class TlsHandshake
{
    private static readonly StreamPipeReaderOptions ReaderOptions =
        new(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true);

    private static readonly StreamPipeWriterOptions WriterOptions = new(leaveOpen: true);

    /// <summary>Does the server's side of a handshake; throws what <see cref="SslStream"/> throws.</summary>
    public static async Task<SslStream> AcceptAsync(
        IDuplexPipe transport, GatewayServices services, TlsKind kind)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = services.Certificate!.Current,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996: nothing older
        };
        if (kind == TlsKind.Legacy) LegacyTls.Allow(options);
        using var timeout = new CancellationTokenSource(services.Options.HandshakeTimeout, services.Time);
        var tls = new SslStream(new DuplexPipeStream(transport), leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(options, timeout.Token);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    public static PipeReader ReaderOf(SslStream tls) => PipeReader.Create(tls, ReaderOptions);

    public static PipeWriter WriterOf(SslStream tls) => PipeWriter.Create(tls, WriterOptions);
}
