namespace VoicemailOrleans.Tests.Simulation;

/// <summary>What becomes of a call to another process.</summary>
internal enum CallFate
{
    Answered,

    /// <summary>It fails before having run.</summary>
    Refused,

    /// <summary>It never runs, and fails at its deadline.</summary>
    Hangs,

    /// <summary>It runs, and its answer is lost at once.</summary>
    AnswerLost,

    /// <summary>It runs, and its answer has not come by its deadline.</summary>
    AnswerHangs,
}

/// <summary>A time in which calls fail, in one or in any manner.</summary>
internal sealed class Outage
{
    private CallFate? manner;

    public DateTimeOffset Until { get; set; }

    /// <summary>Begins one.</summary>
    /// <param name="until">When it ends.</param>
    /// <param name="how">What becomes of calls meanwhile; null for a mixture.</param>
    public void Begin(DateTimeOffset until, CallFate? how) => (Until, manner) = (until, how);

    public bool IsOn(DateTimeOffset now) => now < Until;

    public CallFate Draw(Random random) => manner ?? (CallFate)random.Next(1, 5);
}
