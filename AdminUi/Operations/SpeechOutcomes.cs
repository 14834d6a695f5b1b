namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>What the outcomes of requests to speech engines mean.</summary>
internal static class SpeechOutcomes
{
    /// <summary>The engine did its work; too long a piece is cut and asked about again.</summary>
    public static bool IsAnswer(string outcome) => outcome is "heard" or "no-speech" or "too-long";
}
