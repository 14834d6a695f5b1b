using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>A message as the PBX keeps it until its 250.</summary>
internal sealed record SentMail(
    Envelope Envelope, string? MessageId, MessageKind Kind, int Recordings, bool IsPrivate, Poison Poison)
{
    /// <summary>What the gateways called it: more than one name when it was sent again.</summary>
    public List<CorrelationId> Ids { get; } = [];

    public bool HasReply { get; set; }
}

/// <summary>
/// Sends each message to any gateway, again and again until one of them says 250; sends some once more afterwards.
/// </summary>
internal sealed class SimulatedPbx(
    SimulatedWorld world, IReadOnlyList<SimulatedGateway> gateways, Action<SentMail> acknowledged)
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromMinutes(5);

    public void Send(SentMail mail)
    {
        mail.HasReply = false;
        Try(mail);
    }

    public SentMail NewMail(int n)
    {
        var kind = world.Random.Next(3) == 0 ? MessageKind.NoRecording : MessageKind.Voicemail;
        var recipients = Enumerable.Range(1, world.Random.Next(1, 4)).Select(r => new EnvelopeRecipient(
            $"user{r}@example.com", world.Random.Next(5) == 0 ? "NEVER" : null));
        return new SentMail(
            new Envelope(world.Random.Next(4) == 0 ? "" : "pbx@example.com", [.. recipients]),
            world.Random.Next(6) == 0 ? null : $"<{n}@pbx>", kind,
            kind == MessageKind.Voicemail ? world.Random.Next(1, 4) : 0, world.Random.Next(4) == 0,
            world.Strikes(world.Rates.Poison) ? (Poison)world.Random.Next(1, 6) : Poison.None);
    }

    private void Try(SentMail mail)
    {
        if (mail.HasReply) return;
        var up = gateways.Where(gateway => !gateway.Process.IsDead).ToList();
        if (up.Count > 0) up[world.Random.Next(up.Count)].Receive(mail, () => Replied(mail));
        world.PlanAt(world.Now + ReplyTimeout, () => Try(mail));
    }

    private void Replied(SentMail mail)
    {
        if (mail.HasReply) return;
        mail.HasReply = true;
        acknowledged(mail);
    }
}
