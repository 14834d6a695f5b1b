using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Audit;
using VoicemailOrleans.Silo.Rules;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.AdminUi.Operations;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The admin UI as the service hosts it, on a real port, over fakes of the ports it reads from.</summary>
internal sealed class AdminUiHost : IAsyncDisposable
{
    private readonly bool ownsStorage;
    private readonly TcpListener trap = new(IPAddress.Loopback, 0);
    private WebApplication app = null!;

    private AdminUiHost(string? storage)
    {
        ownsStorage = storage is null;
        Storage = storage ?? Directory.CreateTempSubdirectory("voicemail-ui-").FullName;
        if (storage is null) WriteCheapUsers();
    }

    public string Storage { get; }

    public string Url { get; private set; } = "";

    /// <summary>The first user's password; null when the storage had users already.</summary>
    public string? Password { get; private set; }

    public FakeVoicemailIndex Index { get; } = new();

    public FakeVoicemailDesk Desk { get; } = new();

    public SampleSpool Spool { get; } = new();

    public SampleDecoder Decoder { get; } = new();

    public SampleMailView MailView { get; } = new();

    public IReadOnlyList<CorrelationId> Ids { get; private set; } = [];

    public CorrelationId HostileId { get; private set; }

    public SampleReports Reports { get; } = new(TimeProvider.System);

    public LogLines Log { get; } = new();

    public IRuleFiles Rules => app.Services.GetRequiredService<IRuleFiles>();

    /// <summary>The audit log, in the storage.</summary>
    public AuditTrail Trail { get; private set; } = null!;

    /// <summary>The newest entry of the audit log about something done to somebody or something.</summary>
    public AuditEntry Kept(string action, string name) =>
        Trail.Read(new AuditQuery()).First(kept => kept.Entry.Action == action && kept.Entry.Object == name).Entry;

    /// <summary>What was asked of the server that the harmful mail tries to reach. A bare connection asks
    /// nothing.</summary>
    public string TrapHeard
    {
        get
        {
            var heard = "";
            while (trap.Pending())
            {
                using var client = trap.AcceptTcpClient();
                client.ReceiveTimeout = 300;
                var buffer = new byte[200];
                try
                {
                    heard += System.Text.Encoding.ASCII.GetString(buffer, 0, client.GetStream().Read(buffer));
                }
                catch (IOException)
                {
                    // connected, and asked nothing
                }
            }

            return heard;
        }
    }

    public IServiceProvider Services => app.Services;

    public LoginGuard Guard => app.Services.GetRequiredService<LoginGuard>();

    public static async Task<AdminUiHost> StartAsync(
        string? storage = null, Action<AdminUiOptions>? configure = null, TimeProvider? clock = null)
    {
        var host = new AdminUiHost(storage);
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        host.Ids = SampleVoicemails.Fill(host.Index, host.Desk, now);
        host.HostileId = SampleVoicemails.AddHostile(host.Index, host.Desk, now.AddDays(-9));
        host.trap.Start();
        host.MailView.Hostile = (host.HostileId.Value, $"http://{host.trap.LocalEndpoint}");
        var options = new AdminUiOptions
        {
            StoragePath = host.Storage, AnnouncementInterval = TimeSpan.FromMilliseconds(100),
            OperationsInterval = TimeSpan.FromMilliseconds(500),
            FirstPassword = (_, password) => host.Password = password,
        };
        configure?.Invoke(options);
        await host.RunAsync(options, clock);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        trap.Dispose();
        if (ownsStorage) Directory.Delete(Storage, recursive: true);
    }

    // 600,000 iterations for every test would be most of the suite's time. The first one is written as former releases
    // wrote users, without a role; there is one for each of the other roles, named as it, with the same password.
    private void WriteCheapUsers()
    {
        Password = "correct horse battery";
        var hash = PasswordHash.Create(Password, iterations: 1);
        var others = new[] { "helpdesk", "operator", "auditor" }.Select(role =>
            $"\"{role}\":{{\"password\":\"{hash}\",\"stamp\":\"1\",\"role\":\"{role}\"}}");
        File.WriteAllText(Path.Combine(Storage, "users.json"),
            $"{{\"admin\":{{\"password\":\"{hash}\",\"stamp\":\"1\"}},{string.Join(',', others)}}}");
    }

    private async Task RunAsync(AdminUiOptions options, TimeProvider? clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath =
            AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Logging.AddProvider(Log);
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<IVoicemailIndex>(Index);
        builder.Services.AddSingleton<IVoicemailDesk>(Desk);
        builder.Services.AddSingleton<ISpool>(Spool);
        builder.Services.AddSingleton<IMailComposer, SampleComposer>();
        builder.Services.AddSingleton<IRecordingDecoder>(Decoder);
        builder.Services.AddSingleton<IMailView>(MailView);
        builder.Services.AddSingleton<IOperationsReports>(Reports);
        builder.Services.AddSingleton<IAuditTrail>(sp => Trail =
            new AuditTrail(Storage, "host", new Durable(), sp.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IDurable, Durable>();
        builder.Services.AddRuleFiles(Storage, new VoicemailPolicy());
        builder.Services.AddAdminUi(options);
        app = builder.Build();
        app.MapAdminUi();
        app.MapGet("/health", () => "fine");
        app.MapGet("/boom", string () => throw new InvalidOperationException("a planted fault"));
        await app.StartAsync();
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }
}

/// <summary>Keeps every log line.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public IEnumerable<string> Audit => Lines.Select(line => line.Text)
        .Where(text => text.StartsWith("Audit:", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
