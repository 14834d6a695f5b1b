namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// Writes the history of a message and keeps it bounded: of too many lines the oldest but the first go.
/// </summary>
internal static class History
{
    /// <summary>Characters of a line's detail.</summary>
    public const int DetailMax = 500;

    private const int NamesMax = 3;

    /// <summary>The state with one more line of history.</summary>
    public static VoicemailState Note(
        this VoicemailState state, VoicemailPolicy policy, DateTimeOffset at, string name, string detail)
    {
        var lines = new List<HistoryEntry>(state.History) { new(at, name, Cut(detail)) };
        var surplus = lines.Count - Math.Max(2, policy.HistoryMax);
        if (surplus > 0) lines.RemoveRange(1, surplus);
        return state with { History = lines };
    }

    /// <summary>One line for each reply that an attempt brought, naming the recipients it was for.</summary>
    public static VoicemailState NoteReplies(
        this VoicemailState state, VoicemailPolicy policy, DateTimeOffset at, IEnumerable<Delivery> changed)
    {
        foreach (var group in changed.GroupBy(delivery => (delivery.State, delivery.Reply, delivery.NextAttemptAt)))
        {
            var (outcome, reply, next) = group.Key;
            var detail = $"{Names(group)}: {Words(reply)}";
            if (outcome == DeliveryState.Uncertain) detail += " It may arrive twice.";
            if (next is { } time) detail += $" Next attempt at {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.";
            state = state.Note(policy, at, Name(outcome), detail);
        }

        return state;
    }

    /// <summary>The first recipients by name, the others by number.</summary>
    public static string Names(IEnumerable<Delivery> deliveries)
    {
        var all = deliveries.Select(delivery => delivery.Recipient).ToList();
        var some = string.Join(", ", all.Take(NamesMax));
        return all.Count > NamesMax ? $"{some} and {all.Count - NamesMax} more" : some;
    }

    private static string Name(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => "delivered",
        DeliveryState.Refused => "refused",
        DeliveryState.Uncertain => "uncertain",
        _ => "deferred",
    };

    private static string Words(DeliveryReply? reply) => reply switch
    {
        null => "no reply.",
        { Code: 0 } => reply.Text,
        { EnhancedCode: null } => $"{reply.Host} said {reply.Code} {reply.Text}",
        _ => $"{reply.Host} said {reply.Code} {reply.EnhancedCode} {reply.Text}",
    };

    private static string Cut(string detail) => detail.Length <= DetailMax ? detail : detail[..(DetailMax - 1)] + "…";
}
