namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// The service as real processes on one folder: gateways, silos and perhaps an admin node on a shared Redis, or one process with all roles on SQLite.
/// Leases and retries are short, so that what follows a fault follows soon.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>How long a claim lasts: the shortest that can be set.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    private static readonly (string, string)[] Short = [("SILO_LEASE_SECONDS", "4"), ("RELAY_RETRY_SECONDS", "1"), ("RELAY_UNCERTAIN_RETRY_SECONDS", "1")];

    private int turn;

    private Cluster(string folder, int smarthostPort, Pulse pulse, ClusterPlan plan)
    {
        ClusterNode Node(string roles, IEnumerable<(string, string)> more) =>
            new(folder, smarthostPort, pulse, [.. Short, .. plan.Settings, .. more]) { Name = roles };

        Plan = plan;
        Storage = plan.Settings.FirstOrDefault(setting => setting.Name == "STORAGE_PATH").Value ?? Path.Combine(folder, "data");
        if (plan.RedisUrl is not { } url)
        {
            Gateways = Silos = [Node("gateway,silo,admin", [])];
            return;
        }

        Gateways = [.. Enumerable.Range(0, plan.Gateways).Select(_ => Node("gateway", [("ROLES", "gateway"), ("REDIS_URL", url)]))];
        Silos = [.. Enumerable.Range(0, plan.Silos).Select(i => Node("silo", [("ROLES", "silo"), ("REDIS_URL", url), .. i == 0 ? plan.FirstSilo.Settings : []]))];
        if (plan.HasAdmin) Admin = Node("admin", [("ROLES", "admin"), ("REDIS_URL", url)]);
        Silos[0].Wrapper = plan.FirstSilo.Wrapper;
    }

    public ClusterPlan Plan { get; }

    /// <summary>The folder all share.</summary>
    public string Storage { get; }

    public IReadOnlyList<ClusterNode> Gateways { get; }

    public IReadOnlyList<ClusterNode> Silos { get; }

    public ClusterNode? Admin { get; }

    public IEnumerable<ClusterNode> Nodes => Gateways.Concat(Silos).Append(Admin).OfType<ClusterNode>().Distinct();

    /// <summary>Starts every process and waits until all are ready.</summary>
    public static async Task<Cluster> StartAsync(string folder, int smarthostPort, Pulse pulse, ClusterPlan plan)
    {
        var cluster = new Cluster(folder, smarthostPort, pulse, plan);
        try
        {
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The gateways in turn, dead ones too: a PBX does not know.</summary>
    public int NextPort() => Gateways[(int)((uint)Interlocked.Increment(ref turn) % Gateways.Count)].SmtpPort;

    /// <summary>SIGTERM to all, gateways first: what they took has reached the store when they have ended.</summary>
    public async Task TerminateAsync()
    {
        await Task.WhenAll(Gateways.Select(node => node.TerminateAsync()));
        await Task.WhenAll(Nodes.Except(Gateways).Select(node => node.TerminateAsync()));
    }

    /// <summary>What is left in the journals, and in quarantine: paths below the storage folder.</summary>
    public IReadOnlyList<string> Leftovers()
    {
        var places = new[] { "journal", "quarantine" }.Select(name => Path.Combine(Storage, name)).Where(Directory.Exists);
        var files = places.SelectMany(place => new DirectoryInfo(place).EnumerateFiles("*", SearchOption.AllDirectories));
        return [.. files.Where(file => file.Length > 0 && file.Name != "lock").Select(file => Path.GetRelativePath(Storage, file.FullName))];
    }

    /// <summary>The last lines of every process, for the message of a failed test.</summary>
    public string Tail() => string.Join("\n\n", Nodes.Select(node => $"--- {node.Name}\n{node.Tail()}"));

    /// <summary>What all processes said of a voicemail, and of what went wrong.</summary>
    public string Told(string? id)
    {
        string[] wanted = [id ?? "no ID", "\"warning\"", "\"error\"", "\"critical\"", "\"event\":\"Stopping\""];
        var lines = Nodes.SelectMany((node, i) => node.Lines.Select(line => $"{node.Name} {i}: {line}"));
        return string.Join('\n', lines.Where(line => wanted.Any(part => line.Contains(part, StringComparison.Ordinal))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
    }
}
