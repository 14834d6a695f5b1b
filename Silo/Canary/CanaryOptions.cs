namespace VoicemailOrleans.Silo.Canary;

/// <summary>Whom the canary flies to.</summary>
/// <param name="Recipient">The mailbox: one that somebody empties, or that the mail server discards.</param>
/// <param name="HostName">The gateway's own name.</param>
/// <param name="Patience">It must have arrived by then: the deadline of every mail, and some time to relay it.</param>
/// <param name="IsBehindBalancers">Connections to the port begin with a PROXY header.</param>
internal sealed record CanaryOptions(string Recipient, string HostName, TimeSpan Patience, bool IsBehindBalancers);
