using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// What is known of the smarthost: its last success and failure, and whether to leave it alone for a while.
/// </summary>
internal sealed class SmarthostStatus(TimeSpan pause, TimeProvider time)
{
    private const int RefusalsBeforeAlarm = 3;

    private readonly Lock gate = new();
    private int failures;
    private Pause rest;

    /// <summary>When it last served us; null for never.</summary>
    public DateTimeOffset? SucceededAt { get; private set; }

    /// <summary>When it last failed us; null for never.</summary>
    public DateTimeOffset? FailedAt { get; private set; }

    /// <summary>The last failure; null when it has served us since.</summary>
    public SessionFailure? Failure { get; private set; }

    /// <summary>Which server serves in place of one that failed, and why; null while the preferred one serves.</summary>
    public (SmarthostAddress Host, SessionFailure Failure)? Instead { get; private set; }

    /// <summary>A server took the connection, after the preferred one had failed or not.</summary>
    public void Opened(SmarthostAddress host, SessionFailure? failure)
    {
        lock (gate) Instead = failure is null ? null : (host, failure);
    }

    /// <summary>The failure for which nobody shall try just now; null when everybody may.</summary>
    public SessionFailure? Paused()
    {
        lock (gate) return rest.IsOver(time) ? null : Failure;
    }

    public void Succeeded()
    {
        lock (gate)
        {
            SucceededAt = time.GetUtcNow();
            Failure = null;
            failures = 0;
            rest = default;
        }
    }

    /// <summary>Notes a failure; true when it is one that somebody must be called for.</summary>
    public bool Failed(SessionFailure failure)
    {
        lock (gate)
        {
            Failure = failure;
            FailedAt = time.GetUtcNow();
            failures++;
            if (failure.Kind == FailureKind.Configuration) rest = Pause.Of(pause, time);
            return failure.Kind == FailureKind.Configuration
                || (failure.Kind == FailureKind.HostRefused && failures >= RefusalsBeforeAlarm);
        }
    }
}
