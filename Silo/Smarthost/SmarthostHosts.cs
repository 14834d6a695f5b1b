using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// The mail servers in the order of preference, and which of them have just failed. One that failed rests for a while:
/// it comes last then, so that mail does not wait for it. When its rest is over, one message tries it again, while the
/// others go on without it; when it serves that one, it is preferred again.
/// </summary>
internal sealed class SmarthostHosts
{
    /// <summary>How long one rests.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Entry[] entries;
    private readonly TimeProvider time;

    public SmarthostHosts(IEnumerable<SmarthostAddress> addresses, TimeProvider time)
    {
        entries = [.. addresses.Select(address => new Entry(address))];
        this.time = time;
    }

    /// <summary>All of them, in the order in which this message shall try them.</summary>
    public IReadOnlyList<SmarthostAddress> Order()
    {
        lock (gate)
        {
            var order = entries.OrderBy(IsResting).Select(entry => entry.Address).ToList();
            foreach (var tried in entries.Where(entry => entry.Rest is not null && !IsResting(entry)))
                tried.Rest = Pause.Of(Rest, time);
            return order;
        }
    }

    /// <summary>It could not be reached, or would not serve us.</summary>
    public void Failed(SmarthostAddress address) => Set(address, Pause.Of(Rest, time));

    /// <summary>It serves us.</summary>
    public void Served(SmarthostAddress address) => Set(address, null);

    private bool IsResting(Entry entry) => entry.Rest?.IsOver(time) == false;

    private void Set(SmarthostAddress address, Pause? rest)
    {
        lock (gate) Array.Find(entries, entry => entry.Address == address)!.Rest = rest;
    }

    private sealed class Entry(SmarthostAddress address)
    {
        public SmarthostAddress Address => address;

        /// <summary>Null when it has not failed since it served last.</summary>
        public Pause? Rest { get; set; }
    }
}
