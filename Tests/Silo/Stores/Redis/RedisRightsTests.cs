using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Doctor;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

/// <summary>
/// The rights of the documented user are enough for what the suite of all stores does not touch, and one that is missing
/// is named.
/// </summary>
public sealed class RedisRightsTests : IAsyncLifetime
{
    private RedisServer server = null!;
    private string url = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        server = await RedisServer.StartAsync();
        url = await DocumentedUser.MakeAsync(server);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task DocumentedUser_HearsTheBellAndKnowsTheHistory()
    {
        await using var here = await RedisStoreRig.StartAsync(url);
        await using var there = await RedisStoreRig.StartAsync(url, "there");
        Assert.Equal(await here.Store.ReadHistoryAsync(None), await there.Store.ReadHistoryAsync(None));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        there.Store.Rang += () => heard.TrySetResult();
        for (var i = 0; !heard.Task.IsCompleted; i++)
        {
            // The other one's subscription may still be on its way: the first ring it can hear is enough.
            var put = new GrainWrite.Put(new GrainId(GrainKinds.Voicemail, $"{i}"), 0, "{}"u8.ToArray(), DateTimeOffset.UnixEpoch);
            Assert.Null((await here.Store.CommitAsync(new GrainCommit([put]), None)).Conflict);
            await Task.WhenAny(heard.Task, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, None));
        }
    }

    [Fact]
    public async Task DocumentedUser_IsHealthyAndHasNothingToThinkAbout()
    {
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);
        var findings = await RedisCheck.RunAsync(RedisUrl.Parse(url), TimeProvider.System, None);
        Assert.All(findings, finding => Assert.Equal(Verdict.Fine, finding.Verdict));
    }

    [Theory]
    [InlineData("-time", "'time'")]
    [InlineData("-publish", "'publish'")]
    [InlineData("-@write", "'set'")]
    public async Task User_LacksARightOfTheScripts_IsToldByHealthAndDoctor(string rights, string missing)
    {
        await server.CommandAsync("ACL", "SETUSER", "voicemail", rights);
        var health = await HealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains(missing, health.Description, StringComparison.Ordinal);
        var findings = await RedisCheck.RunAsync(RedisUrl.Parse(url), TimeProvider.System, None);
        var broken = Assert.Single(findings, finding => finding.Verdict == Verdict.Broken);
        Assert.Contains(missing, broken.Fact, StringComparison.Ordinal);
    }

    private async Task<HealthReportEntry> HealthAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRedisStore(RedisUrl.Parse(url), "here");
        await using var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>()) await hosted.StartAsync(None);
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Entries["store"];
    }
}
