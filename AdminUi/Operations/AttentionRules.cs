using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>
/// What of the service needs attention, the worst first. Each rule says in words what is the matter, and is silent
/// otherwise. Voicemails that need attention are not among them: those have their own view and their own badge.
/// </summary>
internal static class AttentionRules
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FarBehind = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly (string Reply, string Why)[] NotStored =
        [("451 4.3.0", "the disk failed to write"), ("452 4.3.1", "no space left")];
    private const int UsualMailMin = 5;
    private const double FreeWarning = 5e9;
    private const double FreeError = 1e9;

    public static IReadOnlyList<AttentionItem> Of(OperationsFacts facts)
    {
        List<AttentionItem> items =
        [
            .. Nodes(facts), .. Components(facts), .. Backlog(facts), .. Disk(facts), .. TurnedAway(facts),
            .. NoMail(facts), .. Critical(facts), .. Versions(facts),
        ];
        return [.. items.OrderBy(item => item.Tone switch { Tones.Error => 0, Tones.Warn => 1, _ => 2 })];
    }

    private static IEnumerable<AttentionItem> Nodes(OperationsFacts facts)
    {
        if (facts.Nodes.Count > 0 && facts.Counting is null)
            yield return new(Tones.Error, "server", "No silo is running",
                "Mail is accepted and kept, but neither transcribed nor delivered until one is started.");
        foreach (var node in facts.Nodes.Where(facts.HasVanished))
            yield return new(Tones.Error, "server", $"{node.Name} has vanished",
                $"{string.Join(", ", node.Roles)} on {node.Host}: last seen {Durations.Text(facts.Now - node.WrittenAt)} "
                + "ago, without having stopped in good order.");
    }

    private static IEnumerable<AttentionItem> Components(OperationsFacts facts) =>
        from node in facts.Alive
        from component in node.Components
        where component.Health != ComponentHealth.Healthy
        group node.Name by (component.Name, component.Health, component.Text) into same
        select new AttentionItem(
            same.Key.Health == ComponentHealth.Unhealthy ? Tones.Error : Tones.Warn,
            ComponentWords.Icon(same.Key.Name),
            ComponentWords.Trouble(same.Key.Name, same.Key.Health),
            $"{same.Key.Text ?? "No reason is given."} ({string.Join(", ", same)})");

    private static IEnumerable<AttentionItem> Backlog(OperationsFacts facts)
    {
        if (facts.OldestDue < Behind) yield break;
        yield return new(
            facts.OldestDue < FarBehind ? Tones.Warn : Tones.Error, "clock", "Work is behind",
            $"The oldest task has been waiting for {Durations.Text(facts.OldestDue)}; "
            + $"{Show.Count((long)(facts.Level("voicemail.grain.due") ?? 0))} are due.", "voicemails?view=open");
    }

    private static IEnumerable<AttentionItem> Disk(OperationsFacts facts) =>
        from node in facts.Alive
        from level in node.Levels
        where MeterKey.Is(level.Key, "voicemail.journal.free") && level.Value is > 0 and < FreeWarning
        select new AttentionItem(
            level.Value < FreeError ? Tones.Error : Tones.Warn, "hard-drive",
            $"The disk of {node.Name} is nearly full",
            $"{Show.Size((long)level.Value)} are free. When it is full, the PBX gets 452 and keeps its mail.");

    private static IEnumerable<AttentionItem> TurnedAway(OperationsFacts facts)
    {
        foreach (var (reply, why) in NotStored)
        {
            var count = SlotMath.Sum(facts.Recent, "voicemail.smtp.refused", "enhanced", reply[4..]);
            if (count > 0)
                yield return new(Tones.Error, "mail-x", "Mail is being turned away",
                    $"{Show.Count((long)count)} × {reply} in the last 15 minutes: {why}.");
        }
    }

    /// <summary>Three hours without mail, where a week ago there was some in the same hours.</summary>
    private static IEnumerable<AttentionItem> NoMail(OperationsFacts facts)
    {
        double Received(DateTimeOffset from, DateTimeOffset to) =>
            SlotMath.Sum(facts.Week.Where(slot => slot.Start >= from && slot.Start < to), "voicemail.smtp.accepted");
        var usual = Received(facts.Now.AddDays(-7) - Quiet, facts.Now.AddDays(-7));
        if (usual < UsualMailMin || Received(facts.Now - Quiet, facts.Now.AddDays(1)) > 0) yield break;
        yield return new(Tones.Warn, "inbox", "No mail from the PBX",
            $"Nothing was received for {Durations.Text(Quiet)}; a week ago it was {Show.Count((long)usual)} in these "
            + "hours. Is the PBX sending, and to the right address?");
    }

    private static IEnumerable<AttentionItem> Critical(OperationsFacts facts)
    {
        var since = facts.Now - Fresh;
        return from trouble in Troubles.Of(facts.Nodes)
            where trouble.Level == TroubleLevel.Critical && trouble.Last >= since
            select new AttentionItem(Tones.Error, "triangle-alert", "The log has a critical entry", trouble.Text,
                trouble.Example is { } id ? $"voicemails/{id}" : null);
    }

    private static IEnumerable<AttentionItem> Versions(OperationsFacts facts)
    {
        var versions = facts.Alive.Select(node => node.Version).Distinct().Order(StringComparer.Ordinal).ToList();
        if (versions.Count < 2) yield break;
        yield return new(Tones.Info, "info", "Processes run different versions",
            $"{string.Join(" and ", versions)}. That is as it should be during an upgrade.");
    }
}
