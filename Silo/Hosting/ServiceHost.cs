using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Health;
using VoicemailOrleans.Silo.Hosting.Logging;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// The service in one process, with the roles it plays: the composition root. Order matters where things start and
/// stop: the node's name is taken first and given back last, the store and the journal come up before the gateway
/// listens, and the gateway stops first.
/// </summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private readonly Node node;
    private readonly WebApplication app;
    private ListenOptions? http;

    private ServiceHost(ServiceSettings settings, Node node)
    {
        this.node = node;
        app = Build(settings);
    }

    /// <summary>The port that takes SMTP; null without the gateway.</summary>
    public int? SmtpPort => app.Services.GetService<SmtpGateway>()?.Endpoint?.Port;

    /// <summary>The port of health, metrics and, where it is served, the admin UI.</summary>
    public int HttpPort => http!.IPEndPoint!.Port;

    /// <summary>Fires when the service is told to stop.</summary>
    public CancellationToken Stopping => app.Lifetime.ApplicationStopping;

    /// <summary>Completes when the service was told to stop and has.</summary>
    public Task Completion => app.WaitForShutdownAsync();

    /// <summary>Builds and starts; returns when the service is ready for its work.</summary>
    public static async Task<ServiceHost> StartAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        if (OpenFiles.Refusal(OpenFiles.Limit()) is { } refusal) throw new InvalidOperationException(refusal);
        Directory.CreateDirectory(settings.StoragePath);
        RestoreMarker.Refuse(settings.StoragePath);
        var node = Node.Take(settings);
        ServiceHost? host = null;
        try
        {
            host = new ServiceHost(settings, node);
            _ = host.app.Services.GetService<IRuleFiles>(); // now: what is wrong in one is said at once
            host.app.MapHealth(settings.Roles);
            if (settings.Roles.HasFlag(Roles.Admin)) host.app.MapAdminUi();
            await host.app.StartAsync(cancellationToken);
            ReadyLog.Ready(host.app.Logger, settings.Roles, host.SmtpPort, host.HttpPort);
            return host;
        }
        catch
        {
            if (host is not null) await host.app.DisposeAsync();
            node.Dispose();
            throw;
        }
    }

    /// <summary>Stops in good order, if that has not happened yet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!app.Lifetime.ApplicationStopped.IsCancellationRequested) await app.StopAsync();
        await app.DisposeAsync();
        node.Dispose();
    }

    private WebApplication Build(ServiceSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "voicemail",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddVoicemailLogging(settings);
        builder.Services.AddVoicemailService(settings, node);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections =
                OpenFiles.ConnectionsPerPortMax(OpenFiles.SmtpConnectionsMax(settings));
            if (settings.Roles.HasFlag(Roles.Gateway)) kestrel.ListenSmtp();
            kestrel.Listen(settings.HttpHost, settings.HttpPort, listen =>
            {
                listen.LimitConnections(OpenFiles.HttpConnectionsMax);
                http = listen;
            });
        });
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveBuffers>(); // last: instead of Kestrel's own
        builder.Services.Configure<SocketTransportOptions>(sockets =>
            sockets.MaxReadBufferSize = ReceiveBuffers.UnreadMax);
        return builder.Build();
    }
}
