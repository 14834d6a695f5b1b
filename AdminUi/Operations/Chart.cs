namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>A chart over time.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Subtitle">In which unit, from where to where.</param>
/// <param name="Unit">Put behind values; empty for plain counts.</param>
/// <param name="IsStacked">Bars on top of each other, for counts; else lines.</param>
/// <param name="Series">What is drawn.</param>
public sealed record Chart(
    string Title, string Subtitle, string Unit, bool IsStacked, IReadOnlyList<ChartSeries> Series);

/// <summary>One row of values.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Colour">a, b, c or d of the style sheet.</param>
/// <param name="Values">One per point; null where nothing was measured.</param>
/// <param name="Href">Where what it is made of is shown; null when that is nowhere.</param>
public sealed record ChartSeries(string Name, string Colour, IReadOnlyList<double?> Values, string? Href = null);
