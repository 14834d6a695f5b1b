namespace VoicemailOrleans.Tests.Simulation;

/// <summary>How likely each fault is, from 0 to 1, per opportunity. Each seed draws its own subset.</summary>
internal sealed record FaultRates
{
    public double StoreFailsBefore { get; init; }

    public double StoreFailsAfter { get; init; }

    public double SpoolFails { get; init; }

    public double SiloCrashes { get; init; }

    public double SiloFreezes { get; init; }

    public double SmarthostUnreachable { get; init; }

    public double RecipientDeferred { get; init; }

    public double RecipientRefused { get; init; }

    public double DroppedBeforeDot { get; init; }

    public double RejectedAfterDot { get; init; }

    public double TakenWithoutReply { get; init; }

    public double LostWithoutReply { get; init; }

    public double SpeechUnavailable { get; init; }

    public double SpeechSlow { get; init; }

    public double SpeechBreaks { get; init; }

    public double SpeechRejects { get; init; }

    public double ContentLost { get; init; }

    public double PbxResends { get; init; }

    public double HelpdeskResends { get; init; }

    public double ClockJumps { get; init; }

    /// <summary>Nothing but the speech engines may hold up a mail, so deadlines must be kept.</summary>
    public bool KeepsDeadlines =>
        StoreFailsBefore + StoreFailsAfter + SpoolFails + SiloCrashes + SiloFreezes + SmarthostUnreachable
        + RecipientDeferred + DroppedBeforeDot + ContentLost + ClockJumps == 0;

    /// <summary>Nothing at all may hold up a mail.</summary>
    public bool IsPrompt => KeepsDeadlines && SpeechUnavailable + SpeechSlow + SpeechBreaks == 0;

    public static FaultRates Draw(Random random)
    {
        var subset = random.NextDouble(); // some seeds are calm, some are hell
        double Rate(double max) => random.NextDouble() < subset ? max * random.NextDouble() * random.NextDouble() : 0;
        return new FaultRates
        {
            StoreFailsBefore = Rate(0.2), StoreFailsAfter = Rate(0.2), SpoolFails = Rate(0.2),
            SiloCrashes = Rate(0.05), SiloFreezes = Rate(0.05),
            SmarthostUnreachable = Rate(0.9), RecipientDeferred = Rate(0.9), RecipientRefused = Rate(0.8),
            DroppedBeforeDot = Rate(0.5), RejectedAfterDot = Rate(0.4), TakenWithoutReply =
                Rate(0.6), LostWithoutReply = Rate(0.4),
            SpeechUnavailable = Rate(1.6), SpeechSlow = Rate(0.8), SpeechBreaks = Rate(0.3), SpeechRejects = Rate(0.5),
            ContentLost = Rate(0.4), PbxResends = Rate(1), HelpdeskResends = Rate(1), ClockJumps = Rate(0.5),
        };
    }
}
