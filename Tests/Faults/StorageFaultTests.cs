using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>Disks that are full or turn read-only, kills at every step of writing, files that rot.</summary>
public sealed class StorageFaultTests(ITestOutputHelper output) : FaultTest(output)
{
    [SmallDiskFact]
    public Task Disk_Full_RefusesForNowAndGoesOn() => FillAsync(rounds: 1);

    [SmallDiskFact, Trait("Category", "Faults")]
    public Task Disk_FullAgainAndAgain_RefusesForNowAndGoesOn() => FillAsync(rounds: 6);

    [LoopDiskFact]
    public Task Disk_TurnsReadOnly_NothingAcknowledgedIsLost() => BreakAsync(rounds: 1);

    [LoopDiskFact, Trait("Category", "Faults")]
    public Task Disk_TurnsReadOnlyAgainAndAgain_NothingAcknowledgedIsLost() => BreakAsync(rounds: 6);

    [LoopDiskFact]
    public Task Power_IsCut_NothingAcknowledgedIsLost() => CutAsync(rounds: 2);

    [LoopDiskFact, Trait("Category", "Faults")]
    public Task Power_IsCutAgainAndAgain_NothingAcknowledgedIsLost() => CutAsync(rounds: 12);

    [StraceFact]
    public Task Kill9_AtASystemCall_LosesNothing() => KillAtAsync([("fdatasync", 2), ("fsync", 9)], isRelaying: false);

    /// <summary>Every system call that makes something durable or visible, at growing distance from the start.</summary>
    [StraceFact, Trait("Category", "Faults")]
    public Task Kill9_AtEverySystemCall_LosesNothing() => KillAtAsync(
    [
        .. from call in new[] { "fdatasync", "fsync", "syncfs", "rename", "unlink", "pwrite64", "sendto" }
           from time in new[] { 1, 3, 8, 21 }
           select (call, time),
    ]);

    [Fact]
    public Task Content_IsDamagedBeforeItIsRelayed_OthersGoOnAndTheHelpdeskSees() => RotAsync(mails: 3);

    [Fact, Trait("Category", "Faults")]
    public Task Content_OfManyIsDamaged_OthersGoOnAndTheHelpdeskSees() => RotAsync(mails: 30);

    private async Task FillAsync(int rounds)
    {
        using var disk = SmallDisk.Mount("size=400m");
        await using var redis = await RedisServer.StartAsync();
        var plan = new ClusterPlan { RedisUrl = redis.Url, Settings = [("STORAGE_PATH", Path.Combine(disk.Path, "data"))] };
        await RunAsync("spool volume full", plan, async scene =>
        {
            for (var round = 0; round < rounds; round++)
            {
                await scene.AcceptedAsync(5);
                var filler = Path.Combine(disk.Path, "filler");
                await RunAsync("dd", "if=/dev/zero", "of=" + filler, "bs=1M", "count=1000", "status=none");
                scene.Faults++;
                await RefusedAsync(scene, "452 4.3.1");
                File.Delete(filler);
                await scene.AcceptedAsync(3);
            }
        });
    }

    /// <summary>The disk is mended with everything stopped, as it would be; kill -9, since nothing can be written down.</summary>
    private async Task BreakAsync(int rounds)
    {
        using var disk = LoopDisk.Mount(700);
        var plan = ClusterPlan.Alone with { Settings = [("STORAGE_PATH", Path.Combine(disk.Path, "data"))] };
        await RunAsync("disk turns read-only, mended by fsck", plan, async scene =>
        {
            scene.MayQuarantine = true;
            var node = scene.Cluster.Nodes.Single();
            for (var round = 0; round < rounds; round++)
            {
                await scene.AcceptedAsync(scene.Random.Next(3, 12));
                disk.Break();
                scene.Faults++;
                await RefusedAsync(scene, "451 4.3.0");
                await node.KillAsync();
                disk.Mend();
                await node.StartAsync();
            }

            await scene.TakenAsync(2);
        });
    }

    /// <summary>
    /// The disk as it was at one moment under load, whatever the page cache held beyond it. The sink's replies may be on
    /// the wire then: such an attempt is uncertain.
    /// </summary>
    private async Task CutAsync(int rounds)
    {
        using var disk = LoopDisk.Mount(700);
        var plan = ClusterPlan.Alone with { Settings = [("STORAGE_PATH", Path.Combine(disk.Path, "data"))] };
        await RunAsync("power cut", plan, async scene =>
        {
            scene.MayQuarantine = true;
            var node = scene.Cluster.Nodes.Single();
            for (var round = 0; round < rounds; round++)
            {
                await scene.AcceptedAsync(scene.Random.Next(2, 10));
                await node.PauseAsync();
                disk.Remember();
                scene.Faults++;
                await node.KillAsync();
                disk.CutPower();
                await node.StartAsync();
            }

            await scene.TakenAsync(2);
        });
    }

    private static Task RefusedAsync(FaultScene scene, string reply)
    {
        int Count() => scene.Pbx.Mails.Sum(mail => mail.Troubles.Count(trouble => trouble.StartsWith(reply, StringComparison.Ordinal)));
        var before = Count();
        return scene.Pulse.UntilAsync(() => scene.Pbx.Accepted >= 0 && Count() > before, () => $"a {reply} to the PBX\n{scene.Cluster.Tail()}");
    }

    /// <summary>
    /// A kill while a final dot is out costs a minute, in which its attempt is left alone; without relaying there is none.
    /// </summary>
    private Task KillAtAsync(IReadOnlyList<(string Call, int Time)> moments, bool isRelaying = true) => RunAsync("kill -9 at a system call", ClusterPlan.Alone, async scene =>
    {
        if (!isRelaying) Sink.OnRecipient = _ => "450 4.2.1 Not now";
        var node = scene.Cluster.Nodes.Single();
        await scene.AcceptedAsync(1);
        foreach (var (call, time) in moments)
        {
            await EndAsync(scene.Cluster);
            node.Wrapper = [StraceFactAttribute.Path, "-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={time}"];
            node.Launch();
            // Some moments never come under this load: then this round is a plain restart.
            var goal = scene.Pbx.Accepted + 12;
            await scene.Pulse.UntilAsync(() => node.Process.HasExited || scene.Pbx.Accepted >= goal, () => $"a kill at {call} {time}\n{node.Tail()}");
            if (node.Process.HasExited) scene.Faults++;
        }

        await EndAsync(scene.Cluster);
        node.Wrapper = [];
        Sink.OnRecipient = _ => "250 2.1.5 Ok";
        await node.StartAsync();
        await scene.TakenAsync(1);
    });

    /// <summary>kill -9; behind strace it is not our own child, so it has ended when its locks are free.</summary>
    private async Task EndAsync(Cluster cluster)
    {
        await cluster.Nodes.Single().KillAsync();
        foreach (var file in Directory.EnumerateFiles(cluster.Storage, "*lock", SearchOption.AllDirectories))
        {
            var (exit, said) = await RunAsync("flock", "--timeout", "60", file, "true");
            Assert.True(exit == 0, $"{file} stays locked: {said}");
        }
    }

    /// <summary>One octet of a content file is turned over while its mail waits for the smarthost.</summary>
    private async Task RotAsync(int mails)
    {
        Sink.OnDot = _ => "451 4.3.0 Not now";
        HashSet<string> rotten = [];
        var figures = await RunAsync("content file damaged before relaying", ClusterPlan.Alone with { Settings = [("RELAY_RETRY_SECONDS", "5")] }, async scene =>
        {
            await scene.AcceptedAsync(mails * 3);
            foreach (var mail in scene.Pbx.Mails.Where(mail => mail.Id is not null).Take(mails))
            {
                var file = "";
                await scene.Pulse.UntilAsync(
                    () => (file = Directory.EnumerateFiles(Path.Combine(scene.Cluster.Storage, "content"), mail.Id + ".eml", SearchOption.AllDirectories).FirstOrDefault("")).Length > 0,
                    () => $"the content file of {mail.Id}");
                using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                stream.Position = stream.Length / 2;
                var octet = stream.ReadByte();
                stream.Position--;
                stream.WriteByte((byte)(octet ^ 1));
                rotten.Add(mail.Id!);
                scene.Faults++;
            }

            // An attempt that had read its mail before is still refused; the next one finds the damage.
            await scene.ParkedAsync(rotten);
            Sink.OnDot = _ => "250 2.0.0 Taken";
            await scene.TakenAsync(mails);
        });
        Assert.True(figures.Parked >= mails, $"{figures.Parked} were parked");
        Assert.DoesNotContain(Sink.Ledger, copy => rotten.Contains(copy.Header("X-Voicemail-Correlation-Id") ?? ""));
    }
}
