using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Commands;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Smarthost.Capture;
using VoicemailOrleans.Tests.EndToEnd;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>Each role by itself, one after the other on one folder: what it takes is what the next one needs.</summary>
[Collection("end to end")]
public sealed class RoleTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string folder = Directory.CreateTempSubdirectory("roles-").FullName;
    private readonly CaptureSmarthost smarthost;

    public RoleTests()
    {
        smarthost = new CaptureSmarthost(Path.Combine(folder, "delivered"), new IPEndPoint(IPAddress.Loopback, 0));
        smarthost.StartAsync().GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await smarthost.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("gateway", "IJournal ISpool IGrainStore SmtpGateway")]
    [InlineData("silo", "GrainHost IGrainStore IMailComposer IRecordingDecoder ISmarthost ISpeechEngine ISpool IRules`1")]
    [InlineData("admin", "AdminUiOptions IAuditTrail IGrainStore IMailComposer IMailView IRecordingDecoder ISpool IVoicemailDesk IVoicemailIndex IRules`1")]
    public void Services_OfOneRole_AreWhatItNeedsAndNoMore(string role, string expected)
    {
        Type[] parts =
        [
            typeof(IJournal), typeof(SmtpGateway), typeof(GrainHost), typeof(ISmarthost), typeof(ISpeechEngine), typeof(IVoicemailIndex), typeof(IVoicemailDesk), typeof(AdminUiOptions),
            typeof(IMailView), typeof(IMailComposer), typeof(IRecordingDecoder), typeof(IRules<VoicemailPolicies>), typeof(ISpool), typeof(IGrainStore), typeof(IAuditTrail),
        ];
        var roles = Enum.Parse<Roles>(role, ignoreCase: true);
        var settings = Settings(roles);
        if (roles != Roles.Silo) settings.OutboundHosts = [];
        using var node = Node.Take(settings);
        var services = new ServiceCollection();
        services.AddVoicemailService(settings, node);
        var registered = parts.Where(part => services.Any(service => service.ServiceType == part)).Select(part => part.Name);
        Assert.Equal(expected.Split(' ').Order(), registered.Order());
    }

    [Fact]
    public async Task Roles_OneAfterTheOther_TakeTheMailAllTheWay()
    {
        await using (var gateway = await ServiceHost.StartAsync(Settings(Roles.Gateway), None))
        {
            await AssertServesAsync(gateway, admin: false, "journal", "store");
            var mail = TestMail.Voicemail("roles", TestMail.Recording(1));
            var outcome = await MailSubmission.SubmitAsync("127.0.0.1", gateway.SmtpPort!.Value, "pbx@pbx.example", "user@example.org", mail, None);
            Assert.Equal(DeliveryState.Delivered, outcome.State);
        }

        await using (var silo = await ServiceHost.StartAsync(Settings(Roles.Silo), None))
        {
            Assert.Null(silo.SmtpPort);
            await AssertServesAsync(silo, admin: false, "rules", "silo", "smarthost", "speech", "store");
            var delivered = await SpoolRig.Within(smarthost.Mails.ReadAsync().AsTask(), "the mail, relayed by the silo");
            Assert.Equal(["user@example.org"], delivered.Recipients);
        }

        await using var admin = await ServiceHost.StartAsync(Settings(Roles.Admin), None);
        await AssertServesAsync(admin, admin: true, "rules", "store");
        Assert.True(File.Exists(Path.Combine(folder, "data", "index", Environment.MachineName, "index.db")));
    }

    [Fact]
    public async Task Ready_StoreAway_FailsForASiloAndNotForAGateway()
    {
        foreach (var (roles, expected) in new[] { (Roles.Silo, HttpStatusCode.ServiceUnavailable), (Roles.Gateway, HttpStatusCode.OK) })
        {
            await using var host = await ServiceHost.StartAsync(Settings(roles), None);
            var store = Path.Combine(folder, "data", "grains.db");
            using (var blocker = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store};Pooling=False"))
            {
                blocker.Open();
                using var command = blocker.CreateCommand();
                command.CommandText = "BEGIN IMMEDIATE";
                command.ExecuteNonQuery();
                Assert.Equal(expected, (await GetAsync(host, "/health/ready")).Status);
            }
        }
    }

    [Fact]
    public async Task Start_JournalAndIndexOfAFormerRelease_AreTakenOver()
    {
        var data = Path.Combine(folder, "data");
        JournalMessage waiting;
        await using (var former = new SpoolRig(data)) waiting = await former.AppendDurablyAsync("Subject: waiting\r\n\r\nin journal/local\r\n");
        foreach (var name in new[] { "index.db", "index.db-wal" }) await File.WriteAllTextAsync(Path.Combine(data, name), "");
        await using var host = await ServiceHost.StartAsync(Settings(Roles.All), None);
        var delivered = await SpoolRig.Within(smarthost.Mails.ReadAsync().AsTask(), "the mail that waited in journal/local");
        Assert.Contains(waiting.Id.Value, System.Text.Encoding.Latin1.GetString(delivered.Content.Span));
        Assert.False(Directory.Exists(Path.Combine(data, "journal", "local")));
        Assert.Empty(Directory.GetFiles(data, "index.db*"));
    }

    private static async Task AssertServesAsync(ServiceHost host, bool admin, params string[] components)
    {
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(host, "/metrics")).Status);
        Assert.Equal(admin ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await GetAsync(host, "/login")).Status);
        using var health = System.Text.Json.JsonDocument.Parse((await GetAsync(host, "/health")).Body);
        Assert.Equal(components, health.RootElement.GetProperty("components").EnumerateObject().Select(part => part.Name).Order());
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(ServiceHost host, string path)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var answer = await http.GetAsync($"http://127.0.0.1:{host.HttpPort}{path}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private ServiceSettings Settings(Roles roles) => new()
    {
        Roles = roles, StoragePath = Path.Combine(folder, "data"), SmtpHost = IPAddress.Loopback, SmtpPort = 0, SmtpHostName = "gateway.example", HttpHost = IPAddress.Loopback, HttpPort = 0,
        OutboundHosts = ["127.0.0.1"], OutboundPort = smarthost.Port, OutboundTls = OutboundTls.None, SpeechEngines = ["none"], LogLevel = LogLevel.Warning,
    };
}
