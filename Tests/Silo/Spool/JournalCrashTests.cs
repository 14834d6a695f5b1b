using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>A journal whose process or disk really fails under it.</summary>
public sealed class JournalCrashTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public async Task Kill9_AtRandomMoments_LosesNothingThatWasAcknowledged(string keys)
    {
        await using var rig = new SpoolRig();
        if (keys.Length > 0) rig.Options.ContentKeys = TestKeys.Of(keys);
        var durable = new List<CorrelationId>();
        foreach (var answers in new[] { 1, 100 })
        {
            using var child = new JournalProcess(rig.Root, keys);
            for (var i = 0; i < answers; i++) durable.Add(IdOf(await child.ReadAsync(), "Durable"));
            child.Kill();
            while (await child.ReadAsync() is { } line) durable.Add(IdOf(line, "Durable"));
        }

        await AssertAllThereAsync(rig, durable);
        Assert.Empty(rig.Quarantined);
    }

    [StraceFact]
    public async Task Fdatasync_FailsUnderAProcess_IsAnsweredFailedThenRecovers()
    {
        await using var rig = new SpoolRig();
        // The first ones open the journal; from the 20th on three fail: a batch and two probes.
        using var child = new JournalProcess(
            rig.Root, "", StraceFactAttribute.Path, "-f", "-qq", "-e", "trace=fdatasync", "-e",
            "inject=fdatasync:error=EIO:when=20..22");
        var durable = new List<CorrelationId>();
        var failed = 0;
        var durableAfter = 0;
        while (durableAfter < 50)
        {
            var line = await child.ReadAsync() ?? throw new InvalidOperationException("The journal process ended.");
            if (line.StartsWith("Failed", StringComparison.Ordinal)) failed++;
            else durable.Add(IdOf(line, "Durable"));
            if (failed > 0 && line.StartsWith("Durable", StringComparison.Ordinal)) durableAfter++;
            Assert.True(failed > 0 || durable.Count < 5000, "the flushes failed and nobody was told");
        }

        child.Kill();
        while (await child.ReadAsync() is { } line)
            if (line.StartsWith("Durable", StringComparison.Ordinal)) durable.Add(IdOf(line, "Durable"));
        await JournalProcess.UnlockedAsync(rig.Root);
        await AssertAllThereAsync(rig, durable);
    }

    private static CorrelationId IdOf(string? line, string answer)
    {
        Assert.StartsWith(answer, line);
        return CorrelationId.Parse(line![(answer.Length + 1)..]);
    }

    private static async Task AssertAllThereAsync(SpoolRig rig, List<CorrelationId> durable)
    {
        var found = (await rig.ReadAllAsync()).Select(e => e.Id).ToHashSet();
        Assert.True(durable.Count > 0);
        Assert.All(durable, id => Assert.Contains(id, found));
        foreach (var id in found)
            Assert.Equal(
                JournalProcess.ContentOf(id),
                SpoolRig.TextOf(await rig.Spool.ReadContentAsync(id, CancellationToken.None)));
    }
}
