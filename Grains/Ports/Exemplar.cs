namespace VoicemailOrleans.Grains;

/// <summary>
/// An example of what a number counts: the voicemail, or the SMTP session where there is none yet, that one measurement
/// was about.
/// </summary>
/// <param name="At">When it was measured.</param>
/// <param name="Value">What was measured: 1 of a counter, seconds of a duration.</param>
/// <param name="Voicemail">The correlation ID; null when it was about none.</param>
/// <param name="Session">The session's name in the log; null when it was about none.</param>
/// <param name="Client">The address of the session's client.</param>
public sealed record Exemplar(
    DateTimeOffset At, double Value, string? Voicemail, string? Session = null, string? Client = null);

/// <summary>The exemplars of one series of an instrument in one process.</summary>
/// <param name="Node">The process.</param>
/// <param name="Key">The series, by <see cref="MeterKey"/>.</param>
/// <param name="Exemplars">The latest of a counter, the largest of a duration; of the last 24 hours.</param>
public sealed record SeriesExemplars(string Node, string Key, IReadOnlyList<Exemplar> Exemplars);
