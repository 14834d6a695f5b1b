using System.Net;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// Slows the guessing of passwords down: the first ten wrong ones of an address are answered at once (a PBX whose
/// password was changed), each further one waits twice as long, up to half a minute. An hour without one is forgiven.
/// Right ones never wait, so nobody keeps a PBX out by guessing from its address.
/// </summary>
internal sealed class AuthPenalty(TimeProvider time)
{
    private const int FreeFailures = 10;
    private const int AddressesMax = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, (int Count, long At)> failures = [];

    /// <summary>Counts wrong passwords; how long their reply has to wait.</summary>
    public TimeSpan Add(IPAddress address, int count)
    {
        lock (gate)
        {
            if (failures.Count >= AddressesMax) Forget();
            var known = failures.TryGetValue(address, out var before) && !IsForgiven(before.At) ? before.Count : 0;
            failures[address] = (known + count, time.GetTimestamp());
            var beyond = known + count - FreeFailures;
            if (beyond <= 0) return TimeSpan.Zero;
            return beyond > 5 ? Longest : TimeSpan.FromSeconds(1 << (beyond - 1));
        }
    }

    private bool IsForgiven(long at) => time.GetElapsedTime(at) > Memory;

    /// <summary>Those that are forgiven, or, when so many guess at once, all.</summary>
    private void Forget()
    {
        foreach (var (address, (_, at)) in failures)
            if (IsForgiven(at)) failures.Remove(address);
        if (failures.Count >= AddressesMax) failures.Clear();
    }
}
