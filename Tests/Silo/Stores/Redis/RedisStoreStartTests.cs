using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis;

public sealed class RedisStoreStartTests
{
    [Fact]
    public async Task Start_ServerThatEvicts_IsRefused()
    {
        await using var server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");
        await using var services = Services(server.Url);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(services));
        Assert.Contains("maxmemory-policy allkeys-lru", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("always", "yes", HealthStatus.Healthy, "Writes are acknowledged.")]
    [InlineData("everysec", "yes", HealthStatus.Degraded, "appendfsync everysec")]
    [InlineData("always", "no", HealthStatus.Degraded, "no append-only file")]
    public async Task Start_Durability_ShowsInHealth(string flushes, string log, HealthStatus status, string says)
    {
        await using var server = await RedisServer.StartAsync("--appendonly", log, "--appendfsync", flushes);
        await using var services = Services(server.Url);
        await StartAsync(services);
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(status, report.Entries["store"].Status);
        Assert.Contains(says, report.Entries["store"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongPassword_IsRefusedInWords()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "right");
        await using var services = Services(server.Url.Replace("//", "//:wrong@", StringComparison.Ordinal));
        var refusal = await Assert.ThrowsAnyAsync<RedisException>(() => StartAsync(services));
        Assert.Contains("WRONGPASS", refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRedisStore(RedisUrl.Parse(url), "here");
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(ServiceProvider services)
    {
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
    }
}
