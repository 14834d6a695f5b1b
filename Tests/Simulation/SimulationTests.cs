using System.Globalization;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// Hundreds of journeys under faults. <c>SIMULATION_SEEDS</c> runs more of them; <c>SIMULATION_FIRST</c> starts at the
/// one that failed, and <c>SIMULATION_NOTES</c> shows more than its last 60 steps.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 200;

    /// <summary>As many as the rarest planted defect may need before it shows; most show in the first ten.</summary>
    private const int SeedsToBeCaught = 1_000;

    [Fact]
    public void Journeys_UnderFaults_KeepEveryPromise()
    {
        var first = Setting("SIMULATION_FIRST", 1);
        var seeds = Setting("SIMULATION_SEEDS", Seeds);
        output.WriteLine($"seeds {first} to {first + seeds - 1}");
        var (copies, late) = (0, 0);
        ulong trace = 0;
        for (var seed = first; seed < first + seeds; seed++)
        {
            var outcome = SimulatedJourney.Run(seed);
            if (outcome.Broken is { } broken) Assert.Fail($"seed {seed}: {broken}");
            copies += outcome.Copies;
            late += outcome.LateCopies;
            trace = (trace ^ outcome.Trace) * 1099511628211;
        }

        output.WriteLine($"{copies} copies, {late} late transcripts, trace {trace:x}"); // the same in every process
        Assert.True(copies >= seeds, $"only {copies} copies arrived: the simulation does not simulate");
        Assert.True(late >= seeds / 20, $"only {late} transcripts came late: the simulation does not simulate that");
    }

    [Fact]
    public void Journey_SameSeed_HappensTheSameWay() =>
        Assert.All(Enumerable.Range(1, 10), seed =>
            Assert.Equal(SimulatedJourney.Run(seed), SimulatedJourney.Run(seed)));

    [Theory]
    [InlineData("IgnoresConflicts")]
    [InlineData("ForgetsInFlight")]
    [InlineData("DotsUnasked")]
    [InlineData("ForgetsIntakes")]
    [InlineData("CallsAllDelivered")]
    [InlineData("LosesWakes")]
    [InlineData("KeepsContent")]
    [InlineData("RepliesTooSoon")]
    [InlineData("ForgetsUnsettled")]
    [InlineData("AdoptsNothing")]
    [InlineData("CommitsHalf")]
    [InlineData("BelievesInTimeouts")]
    [InlineData("TrustsItsClock")]
    [InlineData("CutsContent")]
    [InlineData("RebuildsNothing")]
    [InlineData("OverlooksMarks")]
    [InlineData("IgnoresStrikes")]
    [InlineData("ForgetsLateMails")]
    [InlineData("ForgetsWhatIsLacking")]
    public void Journeys_WithAPlantedDefect_AreCaught(string plant)
    {
        for (var seed = 1; seed <= SeedsToBeCaught; seed++)
        {
            var outcome = SimulatedJourney.Run(seed, Enum.Parse<Plant>(plant));
            if (outcome.Broken is not { } broken) continue;
            output.WriteLine($"seed {seed}: {broken}");
            Assert.Equal(outcome, SimulatedJourney.Run(seed, Enum.Parse<Plant>(plant)));
            return;
        }

        Assert.Fail($"{SeedsToBeCaught} seeds did not notice {plant}");
    }

    internal static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
