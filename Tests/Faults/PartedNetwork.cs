using System.Diagnostics;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// A network namespace with two links to this host, one for Redis and one for the smarthost; the first can be cut.
/// Addresses are from 198.18.0.0/15, which exists for tests (RFC 2544).
/// </summary>
internal sealed class PartedNetwork : IAsyncDisposable
{
    private readonly List<string> links = [];
    private readonly string name;
    private readonly int number;

    private PartedNetwork(int number) => (this.number, name) = (number, $"vmtest{number}");

    public string RedisAddress => $"198.18.{number}.1";

    public string SmarthostAddress => $"198.19.{number}.1";

    /// <summary>What a program is started behind to live in it; it keeps its process number.</summary>
    private string Folder => $"/etc/netns/{name}";

    public string[] Wrapper => ["ip", "netns", "exec", name];

    /// <summary>Makes one; throws <see cref="IOException"/> when this process may not.</summary>
    public static async Task<PartedNetwork> CreateAsync()
    {
        var network = new PartedNetwork(Environment.ProcessId % 250);
        await IpAsync($"netns add {network.name}");
        try
        {
            await IpAsync($"-n {network.name} link set lo up");
            Directory.CreateDirectory(network.Folder);
            File.WriteAllText(Path.Combine(network.Folder, "hosts"), "");
            File.WriteAllText(Path.Combine(network.Folder, "resolv.conf"), "nameserver 127.0.0.1\n"); // nobody there
            await network.LinkAsync("r", $"198.18.{network.number}");
            await network.LinkAsync("s", $"198.19.{network.number}");
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on packets between it and Redis vanish.</summary>
    public Task PartAsync() => IpAsync($"link set vmr{number} down");

    /// <summary>From now on packets from Redis to it vanish; those to Redis arrive.</summary>
    public Task DeafenAsync() => IpAsync($"neigh replace {RedisAddress[..^1]}2 lladdr 02:00:00:00:00:01 dev vmr{number} nud permanent");

    /// <summary>From now on the way from Redis is as slow as an old modem.</summary>
    public Task SlowAsync() => RunAsync("tc", $"qdisc replace dev vmr{number} root tbf rate 128kbit burst 4kb latency 2s");

    /// <summary>All is well again.</summary>
    public async Task HealAsync()
    {
        await IpAsync($"link set vmr{number} up");
        await RunAsync("ip", $"neigh flush dev vmr{number} nud permanent");
        await RunAsync("tc", $"qdisc replace dev vmr{number} root pfifo_fast");
    }

    /// <summary>What names mean in it from now on, to programs that ask anew.</summary>
    public void Name(string name, string? address)
    {
        // Written in place: a program that runs in the namespace has this very file mounted.
        File.WriteAllText(Path.Combine(Folder, "hosts"), address is null ? "" : $"{address} {name}\n");
    }

    public async ValueTask DisposeAsync()
    {
        // They would go with it, but only when the last socket that lingers in it has gone: the next test needs their names.
        foreach (var link in links) await IpAsync($"link del {link}");
        await IpAsync($"netns del {name}");
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private async Task LinkAsync(string letter, string prefix)
    {
        var (here, there) = ($"vm{letter}{number}", $"vn{letter}{number}");
        await IpAsync($"link add {here} type veth peer name {there} netns {name}");
        links.Add(here);
        await IpAsync($"addr add {prefix}.1/30 dev {here}");
        await IpAsync($"link set {here} up");
        await IpAsync($"-n {name} addr add {prefix}.2/30 dev {there}");
        await IpAsync($"-n {name} link set {there} up");
    }

    private static Task IpAsync(string arguments) => RunAsync("ip", arguments);

    private static async Task RunAsync(string command, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments.Split(' ')) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new IOException($"{command} {arguments}: {error}");
    }
}

/// <summary>A test that needs a network namespace; skipped, and said so, where that is not permitted.</summary>
internal sealed class NetworkFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(() =>
    {
        try
        {
            PartedNetwork.CreateAsync().GetAwaiter().GetResult().DisposeAsync().AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
        {
            return "Cannot make a network namespace here: " + e.Message;
        }
    });

    public NetworkFactAttribute() => Skip = Problem.Value;
}
