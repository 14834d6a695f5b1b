using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Silo.Stores.Redis;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Bench.Scale;

/// <summary>The production store in the benchmark's own process, wired as the service wires it.</summary>
internal static class BenchStore
{
    /// <summary>A provider of an <see cref="Grains.IGrainStore"/>; whatever else a run needs can be added.</summary>
    public static ServiceProvider Create(RedisProcess redis, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRedisStore(RedisUrl.Parse(redis.Url), "bench");
        add?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
