using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>A connection ready for its first message, or why there is none.</summary>
/// <param name="Connection">The connection; null for none.</param>
/// <param name="Failure">
/// Why the server that should have served could not; also set when another serves in its place.
/// </param>
internal readonly record struct Dialled(SmarthostConnection? Connection, SessionFailure? Failure);

/// <summary>
/// Opens connections: name, address, TCP, greeting, EHLO, TLS, AUTH. The servers are tried in turn, and the addresses
/// of a server's name while the failure is one that another machine might not have. Where the policy is opportunistic
/// and there are no credentials to protect, a failed handshake is followed by one try in clear.
/// </summary>
internal sealed class SmarthostDialer(SmarthostOptions options, SmarthostHosts hosts, TimeProvider time) : IDisposable
{
    /// <summary>Addresses tried of one name; 5 as Postfix' smtp_mx_address_limit.</summary>
    private const int AddressesMax = 5;

    private readonly X509Certificate2Collection extraRoots = LoadRoots(options.ExtraCaFile);
    private readonly SmarthostTokens? tokens = options.OAuth is null ? null : new SmarthostTokens(options.OAuth, time);

    public async ValueTask<Dialled> DialAsync(
        IReadOnlyList<SmarthostAddress> order, CancellationToken cancellationToken)
    {
        string? token = null;
        SessionFailure? first = null;
        if (tokens is not null) (token, first) = await tokens.GetAsync(cancellationToken);
        if (first is not null) return new Dialled(null, first);
        var settings = options.ToSettings(token);
        foreach (var host in order)
        {
            var dialled = await DialAsync(host, settings, cancellationToken);
            if (dialled.Connection is not null) return dialled with { Failure = first };
            hosts.Failed(host);
            first ??= dialled.Failure;
            if (dialled.Failure?.Kind == FailureKind.Configuration) tokens?.Forget();
        }

        return new Dialled(null, first);
    }

    /// <inheritdoc/>
    public void Dispose() => tokens?.Dispose();

    private async ValueTask<Dialled> DialAsync(
        SmarthostAddress host, ClientSettings settings, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host.Name, cancellationToken);
        }
        catch (SocketException error)
        {
            var kind = error.SocketErrorCode == SocketError.HostNotFound
                ? FailureKind.Configuration
                : FailureKind.Transient;
            return Failed(kind, "4.4.3", $"the smarthost's name cannot be resolved: {error.SocketErrorCode}");
        }

        var dialled = Failed(FailureKind.Configuration, "4.4.4", "the smarthost's name has no address");
        foreach (var address in addresses.Take(AddressesMax))
        {
            dialled = await DialAsync(host, address, settings, cancellationToken);
            if (dialled.Connection is not null || dialled.Failure?.Kind == FailureKind.Configuration) break;
        }

        return dialled;
    }

    private async ValueTask<Dialled> DialAsync(
        SmarthostAddress host, IPAddress address, ClientSettings settings, CancellationToken cancellationToken)
    {
        var acceptAny = settings is { Tls: TlsPolicy.StartTls, User: null };
        SmarthostWire wire;
        try
        {
            wire = await ConnectAsync(new IPEndPoint(address, host.Port), cancellationToken);
        }
        catch (WireException error)
        {
            return Failed(FailureKind.Transient, "4.4.1", error.Message);
        }

        var tls = new SmarthostTls(host.Name, extraRoots, acceptAny);
        var session = new SmtpClientSession(settings);
        var connection = new SmarthostConnection(host, wire, session, options.Timeouts, tls, time);
        try
        {
            if (settings.Tls == TlsPolicy.Implicit) await connection.EncryptAsync(cancellationToken);
            await connection.OpenAsync(cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        if (connection.Session.Failure is not { } failure) return new Dialled(connection, null);
        connection.Dispose();
        return acceptAny && connection.HasTlsFailed
            ? await DialAsync(host, address, settings with { Tls = TlsPolicy.None }, cancellationToken)
            : new Dialled(null, failure);
    }

    private async ValueTask<SmarthostWire> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(options.Timeouts.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            return new SmarthostWire(socket, time);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is SocketException refused) throw new WireException($"no connection: {refused.SocketErrorCode}");
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new WireException("no connection in time");
            throw;
        }
    }

    private static Dialled Failed(FailureKind kind, string code, string reason) =>
        new(null, new SessionFailure(kind, SmtpReply.Own(code, reason)));

    private static X509Certificate2Collection LoadRoots(string? file)
    {
        var roots = new X509Certificate2Collection();
        if (file is not null) roots.ImportFromPemFile(file);
        return roots;
    }
}
