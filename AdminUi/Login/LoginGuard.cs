using System.Net;
using System.Net.Sockets;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Slows guessing down. Failures are counted per client address (an IPv6 client by its /64) and, more leniently, per
/// user name. After a few free tries each further failure doubles the wait: up to 15 minutes for an address, but only
/// one minute for a name, because whoever knows a name must not be able to keep its owner out. Counts are forgotten
/// after an hour of quiet, or, for the address and the name, with a successful sign-in. Kept in memory: a restart
/// forgives.
/// </summary>
internal sealed class LoginGuard(TimeProvider clock)
{
    private const int TrackedMax = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    private static readonly Limit PerAddress = new(5, TimeSpan.FromMinutes(15));
    private static readonly Limit PerName = new(10, TimeSpan.FromMinutes(1));

    private readonly Lock gate = new();
    private readonly Dictionary<string, Failures> tracked = new(StringComparer.Ordinal);

    /// <summary>How long this client has to wait before it may try this name; zero when it may now.</summary>
    public TimeSpan WaitFor(IPAddress? client, string user)
    {
        lock (gate)
        {
            var address = Wait(AddressKey(client), PerAddress);
            var name = Wait(NameKey(user), PerName);
            return address > name ? address : name;
        }
    }

    /// <summary>How long everybody has to wait before this name can be tried; zero when it can be now.</summary>
    public TimeSpan WaitFor(string user)
    {
        lock (gate) return Wait(NameKey(user), PerName);
    }

    /// <summary>Forgets the wrong passwords for a name: it has another one now.</summary>
    public void Forgive(string user)
    {
        lock (gate) tracked.Remove(NameKey(user));
    }

    /// <summary>Notes a wrong password.</summary>
    public void Failed(IPAddress? client, string user)
    {
        lock (gate)
        {
            if (tracked.Count >= TrackedMax) Forget();
            Count(AddressKey(client));
            Count(NameKey(user));
        }
    }

    /// <summary>Notes a right password.</summary>
    public void Succeeded(IPAddress? client, string user)
    {
        lock (gate)
        {
            tracked.Remove(AddressKey(client));
            tracked.Remove(NameKey(user));
        }
    }

    private static string NameKey(string user) => "name " + user.Trim().ToLowerInvariant();

    private static string AddressKey(IPAddress? client)
    {
        if (client is null) return "address";
        if (client.IsIPv4MappedToIPv6) client = client.MapToIPv4();
        if (client.AddressFamily != AddressFamily.InterNetworkV6) return "address " + client;
        return "address " + Convert.ToHexStringLower(client.GetAddressBytes().AsSpan(0, 8));
    }

    private TimeSpan Wait(string key, Limit limit)
    {
        if (!tracked.TryGetValue(key, out var failures)) return TimeSpan.Zero;
        var over = failures.Count - limit.Free;
        if (over < 0) return TimeSpan.Zero;
        var seconds = Math.Min(limit.WaitMax.TotalSeconds, Math.Pow(2, Math.Min(over, 30)));
        var wait = failures.LastAt + TimeSpan.FromSeconds(seconds) - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Count(string key)
    {
        var now = clock.GetUtcNow();
        var known = tracked.TryGetValue(key, out var failures) && now - failures.LastAt < Memory ? failures.Count : 0;
        tracked[key] = new Failures(known + 1, now);
    }

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, failures) in tracked)
            if (now - failures.LastAt >= Memory) tracked.Remove(key);
        // Still full: that many addresses at once is an attack; the oldest half of them starts afresh.
        if (tracked.Count < TrackedMax) return;
        var oldest = tracked.OrderBy(entry => entry.Value.LastAt).Take(TrackedMax / 2).ToList();
        foreach (var (key, _) in oldest) tracked.Remove(key);
    }

    private readonly record struct Limit(int Free, TimeSpan WaitMax);

    private readonly record struct Failures(int Count, DateTimeOffset LastAt);
}
