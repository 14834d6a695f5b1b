using System.Globalization;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>What one row of faults came to, counted per recipient but for <see cref="Mails"/>.</summary>
internal sealed record FaultFigures
{
    public int Mails { get; init; }

    /// <summary>Recipients of mails that had a 250.</summary>
    public int Accepted { get; init; }

    public int Delivered { get; init; }

    public int Bounced { get; init; }

    public int Parked { get; init; }

    /// <summary>Copies beyond the first one.</summary>
    public int Extra { get; init; }

    /// <summary>Attempts whose reply to the final dot never came, as the states say.</summary>
    public int Uncertain { get; init; }

    /// <summary>Submissions beyond the first one of each mail.</summary>
    public int Resubmitted { get; init; }

    /// <summary>The longest time from a 250 to the first copy.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>The stories of those who had more than one copy, or an attempt that is uncertain, by the voicemail's ID.</summary>
    public IReadOnlyList<(string? Id, string Story)> Doubts { get; init; } = [];

    /// <summary>A line of the table in docs/reliability.md.</summary>
    public string Line(string row, int faults) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {row} | {faults} | {Accepted} ({Mails}) | {Delivered} | {Bounced} | {Parked} | {Extra} | {Uncertain} | {LongestWait.TotalSeconds:F0} |");
}
