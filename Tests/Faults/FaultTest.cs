using System.Globalization;
using VoicemailOrleans.Tests.EndToEnd;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// Runs one row: a cluster, a PBX under way, the row's script of faults, then quiet; when every voicemail has come to
/// its end the processes are told to stop, and the oracle judges. The seed is printed and named by every failure;
/// FAULTS_SEED repeats it. With FAULTS_REPORT naming a file, the row's figures are appended to it.
/// </summary>
public abstract class FaultTest(ITestOutputHelper output) : EndToEndTest
{
    private const int Sampled = 3;

    /// <summary>
    /// How long the end of all voicemails may take: a silo that dies between dot and outcome leaves its attempt alone
    /// for a minute, and the machine may be busy.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(8);

    private protected static int SeedNow() =>
        Environment.GetEnvironmentVariable("FAULTS_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Environment.TickCount & 0xFFFFFF;

    /// <summary>Runs a row under a load of four lines.</summary>
    private protected async Task<FaultFigures> RunAsync(string row, ClusterPlan plan, Func<FaultScene, Task> script, Action<Pbx>? prepare = null, SmtpSink? smarthost = null)
    {
        var seed = SeedNow();
        var sink = smarthost ?? Sink;
        output.WriteLine($"{row}: FAULTS_SEED={seed}");
        var pulse = new Pulse();
        sink.Taken += pulse.Beat;
        try
        {
            await using var cluster = await Cluster.StartAsync(Folder, sink.Port, pulse, plan);
            await using var pbx = new Pbx(cluster.NextPort, seed, pulse);
            var scene = new FaultScene(cluster, pbx, sink, pulse, new Random(seed));
            prepare?.Invoke(pbx);
            pbx.Start(senders: 4, pause: TimeSpan.FromMilliseconds(600));
            await script(scene);
            Assert.True(scene.Faults > 0, "no fault was injected: the row would say nothing");
            await pbx.StopAsync();
            var states = await scene.SettledAsync(Quiet);
            await cluster.TerminateAsync();
            Assert.DoesNotContain(cluster.Leftovers(), file => !scene.MayQuarantine || !file.StartsWith("quarantine/", StringComparison.Ordinal));
            var figures = new Oracle(pbx.Mails, sink.Ledger, states) { StoreFellBack = scene.StoreFellBack }.Judge();
            await JudgeContentAsync(pbx, sink, scene.Random);
            Report(figures.Line(row, scene.Faults));
            foreach (var (id, story) in figures.Doubts.Take(Sampled)) output.WriteLine($"{story}\n{cluster.Told(id)}\n");
            return figures;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{row}: failed with FAULTS_SEED={seed}: {e.Message}", e);
        }
    }

    private async Task JudgeContentAsync(Pbx pbx, SmtpSink sink, Random random)
    {
        var delivered = sink.Ledger.ToLookup(mail => mail.Header("Message-ID"));
        var mails = pbx.Mails.Where(mail => delivered.Contains(mail.MessageId)).ToArray();
        random.Shuffle(mails);
        foreach (var mail in mails.Take(Sampled)) AssertKept(await JudgeAsync(mail.Content, delivered[mail.MessageId].Last()));
    }

    private void Report(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FAULTS_REPORT") is { Length: > 0 } path) File.AppendAllText(path, line + "\n");
    }
}
