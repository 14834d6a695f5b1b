namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>What the outcomes of requests to speech engines mean.</summary>
internal static class SpeechOutcomes
{
    /// <summary>The engine did its work; too long a piece is cut and asked about again.</summary>
    public static readonly string[] Answers = ["heard", "no-speech", "too-long"];

    /// <summary>The engine did not.</summary>
    public static readonly string[] Failures = ["transient", "permanent", "configuration"];

    /// <summary>Whether an outcome is one of <see cref="Answers"/>.</summary>
    public static bool IsAnswer(string outcome) => Answers.Contains(outcome);
}
