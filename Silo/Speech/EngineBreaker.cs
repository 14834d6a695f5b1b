using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// Takes an engine out of service: after so many failures in a row, or at once after an error of configuration. When
/// the pause is over one request is let through; its outcome decides. Not Polly's breaker, which needs two failures
/// before it can open, knows one length of pause only, and cannot say how long that still is.
/// </summary>
internal sealed class EngineBreaker(int failuresMax, TimeSpan pause, TimeSpan configurationPause, TimeProvider time)
{
    private readonly Lock gate = new();
    private Pause rest;
    private string reason = "";
    private int failures;
    private bool isOpen;
    private bool isProbing;

    /// <summary>In service, and if not, why.</summary>
    public (bool IsOpen, string Reason) State
    {
        get
        {
            lock (gate) return (isOpen, reason);
        }
    }

    /// <summary>How long no request may be made; null when one may.</summary>
    public TimeSpan? Wait
    {
        get
        {
            lock (gate)
            {
                if (!isOpen) return null;
                if (rest.Left(time) is var left && left > TimeSpan.Zero) return left;
                return isProbing ? TimeSpan.FromSeconds(1) : null;
            }
        }
    }

    /// <summary>Whether a request may be made now; if not, how long to wait. Who enters must report.</summary>
    public bool TryEnter(out TimeSpan wait)
    {
        lock (gate)
        {
            wait = Wait ?? TimeSpan.Zero;
            if (wait > TimeSpan.Zero) return false;
            isProbing = isOpen;
            return true;
        }
    }

    /// <summary>Takes in what came of a request. True when this put the engine out of service.</summary>
    public bool Report(SegmentOutcome outcome)
    {
        lock (gate)
        {
            isProbing = false;
            if (outcome is not SegmentOutcome.Failed { Kind: not SegmentFailure.Permanent } failed)
            {
                (isOpen, failures, reason) = (false, 0, "");
                return false;
            }

            failures++;
            var isConfiguration = failed.Kind == SegmentFailure.Configuration;
            if (!isOpen && !isConfiguration && failures < failuresMax) return false;
            var wasOpen = isOpen;
            var length = isConfiguration ? configurationPause : pause;
            if (failed.RetryAfter > length) length = failed.RetryAfter.Value;
            (isOpen, reason, rest) = (true, failed.Message, Pause.Of(length, time));
            return !wasOpen;
        }
    }

    /// <summary>A request ended without an outcome (it was cancelled).</summary>
    public void Leave()
    {
        lock (gate) isProbing = false;
    }
}
