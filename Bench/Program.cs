using System.CommandLine;
using VoicemailOrleans.Bench.Load;
using VoicemailOrleans.Bench.Scale;

var root = new RootCommand("Benchmarks. Figures of one run compare with each other, not with those of another machine.")
{
    AcceptBench.Create(),
    ScaleBench.Create(),
    TurnsBench.Create(),
    ClaimsBench.Create(),
    TripsBench.Create(),
};
return await root.Parse(args).InvokeAsync();
