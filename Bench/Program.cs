using System.CommandLine;
using VoicemailOrleans.Bench.Load;
using VoicemailOrleans.Bench.Peers;
using VoicemailOrleans.Bench.Scale;
using VoicemailOrleans.Bench.Search;
using VoicemailOrleans.Bench.Sound;

var root = new RootCommand("Benchmarks. Figures of one run compare with each other, not with those of another machine.")
{
    AcceptBench.Create(),
    PeersBench.Create(),
    FieldBench.Create(),
    StartBench.Create(),
    SoakBench.Create(),
    IdleBench.Create(),
    ScaleBench.Create(),
    TurnsBench.Create(),
    ClaimsBench.Create(),
    TripsBench.Create(),
    SearchBench.Create(),
    SoundBench.Create(),
    HourBench.Create(),
    WordErrorBench.Create(),
};
return await root.Parse(args).InvokeAsync();
