using System.Globalization;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// Hundreds of journeys under faults. <c>SIMULATION_SEEDS</c> runs more of them; <c>SIMULATION_FIRST</c> starts at the
/// one that failed.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Seeds = 200;

    [Fact]
    public void Journeys_UnderFaults_KeepEveryPromise()
    {
        var first = Setting("SIMULATION_FIRST", 1);
        var seeds = Setting("SIMULATION_SEEDS", Seeds);
        output.WriteLine($"seeds {first} to {first + seeds - 1}");
        var copies = 0;
        for (var seed = first; seed < first + seeds; seed++)
        {
            try
            {
                copies += SimulatedJourney.Run(seed).Copies;
            }
            catch (BrokenPromiseException e)
            {
                Assert.Fail($"seed {seed}: {e.Message}");
            }
        }

        Assert.True(copies >= seeds, $"only {copies} copies arrived: the simulation does not simulate");
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
    public void Journeys_WithAPlantedDefect_AreCaught(string plant)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                SimulatedJourney.Run(seed, Enum.Parse<Plant>(plant));
            }
            catch (BrokenPromiseException e)
            {
                output.WriteLine($"seed {seed}: {e.Message}");
                return;
            }
        }

        Assert.Fail($"{Seeds} seeds did not notice {plant}");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
