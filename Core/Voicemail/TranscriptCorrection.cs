namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What a person says was said in a recording. The engine's transcript stays beside it.</summary>
/// <param name="Recording">The recording's number, from 1.</param>
/// <param name="Revision">1 for the first correction of this recording, one more with each.</param>
/// <param name="Text">The whole text; empty when the person went back to the engine's transcript.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Why">The reason that was given; null when none was.</param>
public sealed record TranscriptCorrection(
    int Recording, int Revision, string Text, string By, DateTimeOffset At, string? Why)
{
    /// <summary>Characters of a text at most: an hour of fast speech.</summary>
    public const int TextMax = 100_000;

    /// <summary>Characters of a reason at most.</summary>
    public const int WhyMax = 300;
}
