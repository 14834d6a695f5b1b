using System.Collections.Concurrent;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class NodeTests : IDisposable
{
    private static readonly string Machine = Environment.MachineName;

    private readonly string folder = Directory.CreateTempSubdirectory("node-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Take_ManyProcesses_GivesEachTheFirstNameThatIsFree()
    {
        using var first = Node.Take(Shared(Roles.Gateway));
        var second = Node.Take(Shared(Roles.Silo));
        using var third = Node.Take(Shared(Roles.Admin));
        Assert.Equal([Machine, $"{Machine}-2", $"{Machine}-3"], new[] { first, second, third }.Select(node => node.Name));
        Assert.NotNull(first.Journal);
        Assert.Null(second.Journal);
        second.Dispose();
        using var fourth = Node.Take(Shared(Roles.Gateway));
        Assert.Equal($"{Machine}-2", fourth.Name);
        Assert.StartsWith($"{Machine}-2/", fourth.ProcessName);
    }

    [Fact]
    public void Take_UnderContention_GivesNoNameTwice()
    {
        var nodes = new ConcurrentBag<Node>();
        Parallel.For(0, 16, _ =>
        {
            Node.Take(Shared(Roles.Silo)).Dispose();
            nodes.Add(Node.Take(Shared(Roles.Silo)));
        });
        Assert.Equal(16, nodes.Select(node => node.Name).Distinct().Count());
        foreach (var node in nodes) node.Dispose();
        Assert.Equal(["lock"], Directory.GetFiles(Path.Combine(folder, "nodes")).Select(Path.GetFileName));
    }

    [Fact]
    public void Take_GatewayWhoseJournalIsBeingTakenOver_GetsTheNextName()
    {
        using (JournalLock.TryTake(Path.Combine(folder, "journal", Machine), new Durable()))
        {
            using var gateway = Node.Take(Shared(Roles.Gateway));
            Assert.Equal($"{Machine}-2", gateway.Name);
            using var silo = Node.Take(Shared(Roles.Silo));
            Assert.Equal(Machine, silo.Name);
        }
    }

    [Fact]
    public void Take_WithoutRedis_HasTheFolderAlone()
    {
        using (var alone = Node.Take(new ServiceSettings { StoragePath = folder }))
        {
            Assert.Equal(Machine, alone.Name);
            Assert.Contains($"'{folder}' is in use by another process: only one may run", Refusal(new ServiceSettings { StoragePath = folder }));
            Assert.Contains("without REDIS_URL", Refusal(Shared(Roles.Silo)));
        }

        using var shared = Node.Take(Shared(Roles.Silo));
        Assert.Contains("same REDIS_URL", Refusal(new ServiceSettings { StoragePath = folder }));
    }

    private static string Refusal(ServiceSettings settings) =>
        Assert.Throws<InvalidOperationException>(() => Node.Take(settings)).Message;

    private ServiceSettings Shared(Roles roles) => new() { StoragePath = folder, Roles = roles, Redis = RedisUrl.Parse("redis://127.0.0.1") };
}
