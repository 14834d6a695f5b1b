namespace VoicemailOrleans.Tests.Simulation;

/// <summary>How likely each fault is, from 0 to 1, per opportunity. Each seed draws its own subset.</summary>
internal sealed record FaultRates
{
    public double StoreFailsBefore { get; init; }

    public double StoreFailsAfter { get; init; }

    public double StoreHangs { get; init; }

    /// <summary>Per message: the store is away from all or from one node for a while.</summary>
    public double StoreOutages { get; init; }

    /// <summary>A claim is made, and the answer never reaches the silo.</summary>
    public double ClaimsLost { get; init; }

    /// <summary>A lease cannot be extended.</summary>
    public double HeartbeatsLost { get; init; }

    public double SpoolReadFails { get; init; }

    public double SpoolWriteFails { get; init; }

    public double SpoolMarkFails { get; init; }

    public double SpoolDeleteFails { get; init; }

    /// <summary>Per message: the volume is away for a while.</summary>
    public double SpoolOutages { get; init; }

    public double JournalFails { get; init; }

    public double SiloCrashes { get; init; }

    public double GatewayCrashes { get; init; }

    public double DeskCrashes { get; init; }

    /// <summary>A process dies just before or just after a save.</summary>
    public double DeathsAtSaves { get; init; }

    public double Freezes { get; init; }

    /// <summary>Per message: a gateway never returns.</summary>
    public double GatewaysLeave { get; init; }

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

    /// <summary>Per message: somebody holds it, deletes it, has it transcribed again, and so on.</summary>
    public double HelpdeskActs { get; init; }

    /// <summary>Per message: all clocks jump forwards together.</summary>
    public double ClockJumps { get; init; }

    /// <summary>Per message: the clock of one node or of the store is set wrong, forwards or backwards.</summary>
    public double ClockErrors { get; init; }

    /// <summary>Per message: the store loses what it acknowledged last.</summary>
    public double StoreFallsBack { get; init; }

    /// <summary>Per message: it kills whoever handles it.</summary>
    public double Poison { get; init; }

    /// <summary>Nothing but the speech engines may hold up a mail, so deadlines must be kept.</summary>
    public bool KeepsDeadlines =>
        StoreFailsBefore + StoreFailsAfter + StoreHangs + StoreOutages + ClaimsLost + HeartbeatsLost
        + SpoolReadFails + SpoolWriteFails + SpoolMarkFails + SpoolOutages
        + SiloCrashes + GatewayCrashes + DeathsAtSaves + Freezes + GatewaysLeave
        + SmarthostUnreachable + RecipientDeferred + DroppedBeforeDot + ContentLost
        + ClockJumps + ClockErrors + StoreFallsBack + Poison == 0;

    /// <summary>Nothing at all may hold up a mail.</summary>
    public bool IsPrompt => KeepsDeadlines && SpeechUnavailable + SpeechSlow + SpeechBreaks == 0;

    public static FaultRates Draw(Random random)
    {
        var subset = random.NextDouble(); // some seeds are calm, some are hell
        double Rate(double max) => random.NextDouble() < subset ? max * random.NextDouble() * random.NextDouble() : 0;
        return new FaultRates
        {
            StoreFailsBefore = Rate(0.2), StoreFailsAfter = Rate(0.2), StoreHangs = Rate(0.1), StoreOutages = Rate(1),
            ClaimsLost = Rate(0.2), HeartbeatsLost = Rate(0.5),
            SpoolReadFails = Rate(0.2), SpoolWriteFails = Rate(0.2), SpoolMarkFails = Rate(0.6),
            SpoolDeleteFails = Rate(0.4), SpoolOutages = Rate(1), JournalFails = Rate(0.4),
            SiloCrashes = Rate(0.05), GatewayCrashes = Rate(0.2), DeskCrashes = Rate(0.2), DeathsAtSaves = Rate(0.2),
            Freezes = Rate(0.05), GatewaysLeave = Rate(1),
            SmarthostUnreachable = Rate(0.9), RecipientDeferred = Rate(0.9), RecipientRefused = Rate(0.8),
            DroppedBeforeDot = Rate(0.5), RejectedAfterDot = Rate(0.4), TakenWithoutReply = Rate(0.6),
            LostWithoutReply = Rate(0.4),
            SpeechUnavailable = Rate(1.6), SpeechSlow = Rate(0.8), SpeechBreaks = Rate(0.3), SpeechRejects = Rate(0.5),
            ContentLost = Rate(0.4), PbxResends = Rate(1), HelpdeskResends = Rate(1), HelpdeskActs = Rate(1),
            ClockJumps = Rate(0.5), ClockErrors = Rate(1), StoreFallsBack = Rate(1), Poison = Rate(0.5),
        };
    }
}
