using System.Net;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Gateway;

/// <summary>Counts connections: in all, of each address, and of each address in the running minute.</summary>
internal sealed class ConnectionLimits(int total, int perAddress, int perMinute, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> open = [];
    private readonly Dictionary<IPAddress, int> recent = [];
    private long minute;
    private int all;

    /// <summary>Counts a connection in; false, and nothing counted, when it is one too many.</summary>
    public bool TryEnter(IPAddress address)
    {
        lock (gate)
        {
            if (all >= total || open.GetValueOrDefault(address) >= perAddress || IsTooOften(address)) return false;
            all++;
            CollectionsMarshal.GetValueRefOrAddDefault(open, address, out _)++;
            return true;
        }
    }

    /// <summary>Counts it out.</summary>
    public void Leave(IPAddress address)
    {
        lock (gate)
        {
            all--;
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(open, address, out _);
            if (--count == 0) open.Remove(address);
        }
    }

    private bool IsTooOften(IPAddress address)
    {
        if (perMinute == 0) return false;
        var now = time.GetTimestamp() / (60 * time.TimestampFrequency);
        if (now != minute) recent.Clear();
        minute = now;
        return ++CollectionsMarshal.GetValueRefOrAddDefault(recent, address, out _) > perMinute;
    }
}
