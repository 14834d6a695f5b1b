using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>What the script of a row works with while the PBX sends.</summary>
internal sealed class FaultScene(Cluster cluster, Pbx pbx, SmtpSink sink, Pulse pulse, Random random)
{
    public Cluster Cluster => cluster;

    public Pbx Pbx => pbx;

    public SmtpSink Sink => sink;

    public Pulse Pulse => pulse;

    public Random Random => random;

    /// <summary>How many faults were injected.</summary>
    public int Faults { get; set; }

    /// <summary>The store lost what it had acknowledged.</summary>
    public bool StoreFellBack { get; set; }

    /// <summary>Records whose writing failed, and which had no 250, may be left in quarantine.</summary>
    public bool MayQuarantine { get; set; }

    /// <summary>Waits until so many more mails were accepted.</summary>
    public Task AcceptedAsync(int more)
    {
        var goal = pbx.Accepted + more;
        return pulse.UntilAsync(() => pbx.Accepted >= goal, () => $"mail {goal} with a 250; {pbx.Accepted} have one.\n{cluster.Tail()}");
    }

    /// <summary>Waits until the smarthost has taken so many more mails.</summary>
    public Task TakenAsync(int more)
    {
        var goal = sink.Ledger.Count + more;
        return pulse.UntilAsync(() => pbx.Accepted >= 0 && sink.Ledger.Count >= goal, () => $"mail {goal} at the smarthost; it has {sink.Ledger.Count}.\n{cluster.Tail()}");
    }

    /// <summary>Waits until every grain is closed, those of all accepted mails among them, and returns the states.</summary>
    public async Task<IReadOnlyDictionary<string, VoicemailState>> SettledAsync(TimeSpan patience)
    {
        await using var watch = new GrainWatch(cluster);
        await pulse.UntilAsync(IsSettledAsync, () => $"the end of {Open(watch)}\n{cluster.Tail()}", patience);
        return watch.Voicemails;

        async Task<bool> IsSettledAsync()
        {
            await watch.LookAsync();
            return pbx.Mails.All(mail => mail.Id is null || watch.Voicemails.ContainsKey(mail.Id))
                && watch.Voicemails.Values.All(state => state.Stage == VoicemailStage.Closed);
        }
    }

    /// <summary>Waits until these voicemails are parked.</summary>
    public async Task ParkedAsync(IReadOnlyCollection<string> ids)
    {
        await using var watch = new GrainWatch(cluster);
        await pulse.UntilAsync(AreParkedAsync, () => $"the parking of {string.Join(", ", ids)}\n{cluster.Tail()}", TimeSpan.FromMinutes(3));

        async Task<bool> AreParkedAsync()
        {
            await watch.LookAsync();
            return ids.All(id => watch.Voicemails.GetValueOrDefault(id)?.ClosedAs == CloseReason.Parked);
        }
    }

    private string Open(GrainWatch watch)
    {
        var without = pbx.Mails.Where(mail => mail.Id is not null && !watch.Voicemails.ContainsKey(mail.Id)).Select(mail => $"{mail.Id} (no grain)");
        var open = watch.Voicemails.Values.Where(state => state.Stage != VoicemailStage.Closed)
            .Select(state => $"{state.Id} ({state.Stage}: {state.History.LastOrDefault()?.Event} {state.History.LastOrDefault()?.Detail})");
        var all = without.Concat(open).ToList();
        return $"{all.Count} voicemails: {string.Join(", ", all.Take(5))}";
    }
}
