using Microsoft.AspNetCore.Server.Kestrel.Core;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Health;
using VoicemailOrleans.Silo.Hosting.Logging;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// The whole service in one process: the composition root. Order matters where things start and stop: the store and the
/// journal come up before the gateway listens, and the gateway stops first.
/// </summary>
internal sealed partial class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ServiceHost(WebApplication app) => this.app = app;

    /// <summary>The port that takes SMTP.</summary>
    public int SmtpPort { get; private set; }

    /// <summary>The port of admin UI, health and metrics.</summary>
    public int HttpPort { get; private set; }

    /// <summary>Fires when the service is told to stop.</summary>
    public CancellationToken Stopping => app.Lifetime.ApplicationStopping;

    /// <summary>Completes when the service was told to stop and has.</summary>
    public Task Completion => app.WaitForShutdownAsync();

    /// <summary>Builds and starts; returns when mail is accepted.</summary>
    public static async Task<ServiceHost> StartAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.StoragePath);
        RestoreMarker.Refuse(settings.StoragePath);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "voicemail",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddVoicemailLogging(settings);
        builder.Services.AddVoicemailService(settings);
        ListenOptions? http = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenSmtp();
            kestrel.Listen(settings.HttpHost, settings.HttpPort, listen => http = listen);
        });
        var host = new ServiceHost(builder.Build());
        try
        {
            host.app.MapHealth();
            host.app.MapAdminUi();
            await host.app.StartAsync(cancellationToken);
            host.SmtpPort = host.app.Services.GetRequiredService<SmtpGateway>().Endpoint!.Port;
            host.HttpPort = http!.IPEndPoint!.Port;
            LogReady(host.app.Logger, host.SmtpPort, host.HttpPort);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [LoggerMessage(
        EventId = 1, EventName = "Ready", Level = LogLevel.Information,
        Message = "Taking mail on port {SmtpPort}, admin UI on port {HttpPort}.")]
    private static partial void LogReady(ILogger logger, int smtpPort, int httpPort);
}
