using System.CommandLine;
using VoicemailOrleans.Bench.Load;

var root = new RootCommand("Benchmarks. Figures of one run compare with each other, not with those of another machine.")
{
    AcceptBench.Create(),
};
return await root.Parse(args).InvokeAsync();
