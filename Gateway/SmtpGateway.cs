using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// Receives mail: one of it stands behind all SMTP endpoints of the process. Every connection that Kestrel accepts is
/// let in or turned away here, and then has its session to itself; no fault of one reaches another.
/// </summary>
public sealed class SmtpGateway
{
    private readonly GatewayServices services;
    private readonly AllowedNetworks allowed;
    private readonly AllowedNetworks balancers;
    private readonly ConnectionLimits limits;
    private ListenOptions? plain;
    private ListenOptions? implicitTls;

    internal SmtpGateway(
        GatewayOptions options, IJournal journal, Func<CorrelationId> newId, TimeProvider time, IMeterFactory meters,
        ILogger<SmtpGateway> logger)
    {
        options.Validate();
        var pool = new ChunkPool(options.BufferedBytesMax);
        var certificate = options is { CertificatePath: { } certificatePath, KeyPath: { } keyPath }
            ? new TlsCertificate(certificatePath, keyPath, time, logger)
            : null;
        var metrics = new GatewayMetrics(meters, pool);
        services = new GatewayServices(
            options, journal, newId, time, logger, pool, new AuthPenalty(time), metrics, certificate);
        allowed = new AllowedNetworks(options.AllowedNetworks);
        balancers = new AllowedNetworks(options.Balancers);
        limits = new ConnectionLimits(
            options.ConnectionsMax, options.ConnectionsPerAddressMax, options.ConnectionsPerMinuteMax, time);
    }

    /// <summary>Where it listens for plain connections; with the real port once the host has started.</summary>
    public IPEndPoint? Endpoint => plain?.IPEndPoint;

    /// <summary>Where it listens for implicit TLS, or null.</summary>
    public IPEndPoint? TlsEndpoint => implicitTls?.IPEndPoint;

    /// <summary>Octets of content held in memory now, over all sessions.</summary>
    internal long BufferedBytes => services.Pool.BytesInUse;

    internal void Listen(KestrelServerOptions kestrel)
    {
        var options = services.Options;
        Listen(options.Port, TlsKind.StartTls, listen => plain = listen);
        if (options.TlsPort is { } tlsPort) Listen(tlsPort, TlsKind.Implicit, listen => implicitTls = listen);
        if (options.LegacyTlsPort is { } oldPort) Listen(oldPort, TlsKind.Legacy);

        void Listen(int port, TlsKind kind, Action<ListenOptions>? keep = null) =>
            kestrel.Listen(IPAddress.Parse(options.Host), port, listen =>
            {
                keep?.Invoke(listen);
                listen.Run(connection => ServeAsync(connection, kind));
            });
    }

    private async Task ServeAsync(ConnectionContext connection, TlsKind kind)
    {
        if (await ClientOfAsync(connection) is not { } client)
        {
            connection.Abort();
            return;
        }

        var smtp = new SmtpConnection(services, connection, client, kind);
        var entered = false;
        try
        {
            if (!allowed.Contains(client)) await smtp.TurnAwayAsync(HostReplies.AccessDenied);
            else if (!(entered = limits.TryEnter(client))) await smtp.TurnAwayAsync(HostReplies.TooManyConnections);
            else await smtp.RunAsync();
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            services.Logger.Lost(client, connection.ConnectionId, e.Message);
        }
        catch (Exception e)
        {
            services.Logger.Fault(client, connection.ConnectionId, e);
            connection.Abort();
        }
        finally
        {
            await smtp.DisposeAsync();
            if (entered) limits.Leave(client);
        }
    }

    /// <summary>Who is on the other end, behind a balancer or not; null when the balancer does not say.</summary>
    private async ValueTask<IPAddress?> ClientOfAsync(ConnectionContext connection)
    {
        var peer = Plain((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
        if (!balancers.Contains(peer)) return peer;
        using var patience = new CancellationTokenSource(services.Options.HandshakeTimeout, services.Time);
        try
        {
            var client = await ProxyHeader.TakeAsync(connection.Transport.Input, peer, patience.Token);
            if (client is not null) return Plain(client);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            // as without
        }

        services.Logger.NoProxyHeader(peer, connection.ConnectionId);
        return null;
    }

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
