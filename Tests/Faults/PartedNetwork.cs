using System.Diagnostics;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// A network namespace with two links to this host, one for Redis and one for the smarthost; the first can be cut.
/// Addresses are from 198.18.0.0/15, which exists for tests (RFC 2544).
/// </summary>
internal sealed class PartedNetwork : IAsyncDisposable
{
    private readonly string name;
    private readonly int number;

    private PartedNetwork(int number) => (this.number, name) = (number, $"vmtest{number}");

    public string RedisAddress => $"198.18.{number}.1";

    public string SmarthostAddress => $"198.19.{number}.1";

    /// <summary>What a program is started behind to live in it; it keeps its process number.</summary>
    public string[] Wrapper => ["ip", "netns", "exec", name];

    /// <summary>Makes one; throws <see cref="IOException"/> when this process may not.</summary>
    public static async Task<PartedNetwork> CreateAsync()
    {
        var network = new PartedNetwork(Environment.ProcessId % 250);
        await IpAsync($"netns add {network.name}");
        try
        {
            await IpAsync($"-n {network.name} link set lo up");
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

    /// <summary>They arrive again.</summary>
    public Task HealAsync() => IpAsync($"link set vmr{number} up");

    public async ValueTask DisposeAsync() => await IpAsync($"netns del {name}"); // its links go with it

    private async Task LinkAsync(string letter, string prefix)
    {
        var (here, there) = ($"vm{letter}{number}", $"vn{letter}{number}");
        await IpAsync($"link add {here} type veth peer name {there} netns {name}");
        await IpAsync($"addr add {prefix}.1/30 dev {here}");
        await IpAsync($"link set {here} up");
        await IpAsync($"-n {name} addr add {prefix}.2/30 dev {there}");
        await IpAsync($"-n {name} link set {there} up");
    }

    private static async Task IpAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments.Split(' ')) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new IOException($"ip {arguments}: {error}");
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
