using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>A gateway as a real host runs it, on a free port of the loopback.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private int ids;

    private GatewayHost(GatewayOptions options, FakeJournal journal, TimeProvider time)
    {
        Journal = journal;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddMetrics();
        builder.Services.AddLogging(logging => logging.AddProvider(Log));
        builder.Services.AddSingleton<IJournal>(journal);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<Func<CorrelationId>>(() => Id(Interlocked.Increment(ref ids)));
        builder.Services.AddSmtpGateway(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenSmtp());
        app = builder.Build();
    }

    public FakeJournal Journal { get; }

    public LogLines Log { get; } = new();

    public SmtpGateway Gateway => app.Services.GetRequiredService<SmtpGateway>();

    public IServiceProvider Services => app.Services;

    public IPEndPoint Endpoint => Gateway.Endpoint!;

    public static CorrelationId Id(int number) =>
        CorrelationId.Create(DateTimeOffset.UnixEpoch, [0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number]);

    public static async Task<GatewayHost> StartAsync(
        GatewayOptions? options = null, TimeProvider? time = null, FakeJournal? journal = null)
    {
        var host = new GatewayHost(
            options ?? new GatewayOptions { Host = "127.0.0.1", Port = 0 }, journal ?? new FakeJournal(),
            time ?? TimeProvider.System);
        await host.app.StartAsync();
        return host;
    }

    public Task<TestClient> ConnectAsync() => TestClient.ConnectAsync(Endpoint);

    public Task StopAsync(CancellationToken patience) => app.StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        Assert.DoesNotContain("ended by a fault", Log.All, StringComparison.Ordinal);
    }
}
