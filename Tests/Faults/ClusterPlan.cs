namespace VoicemailOrleans.Tests.Faults;

/// <summary>Which processes a cluster has.</summary>
internal sealed record ClusterPlan
{
    /// <summary>One process with all roles on SQLite.</summary>
    public static ClusterPlan Alone { get; } = new() { RedisUrl = null };

    public int Gateways { get; init; } = 2;

    public int Silos { get; init; } = 2;

    public bool HasAdmin { get; init; }

    /// <summary>Where the shared store is; null for one process with all roles on SQLite.</summary>
    public string? RedisUrl { get; init; }

    /// <summary>Settings of all processes, besides those that make leases and retries short.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>What the first silo is started behind, and its own settings: one in another network, say.</summary>
    public (string[] Wrapper, IReadOnlyList<(string Name, string Value)> Settings) FirstSilo { get; init; } = ([], []);
}
