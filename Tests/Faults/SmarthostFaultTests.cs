using System.Globalization;
using VoicemailOrleans.Tests.Fakes;
using Xunit.Abstractions;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>A smarthost that refuses, hangs, or hangs up.</summary>
public sealed class SmarthostFaultTests(ITestOutputHelper output) : FaultTest(output)
{
    private static readonly string[] Verbs = ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", ".", "QUIT"];

    private int replies;

    [Fact]
    public Task Refuses_ForNowAndForGood_EveryMailEndsAsItMust() => RefuseAsync(mails: 25);

    [Fact, Trait("Category", "Faults")]
    public Task Refuses_ManyTimes_EveryMailEndsAsItMust() => RefuseAsync(mails: 200);

    [Fact]
    public Task Hangs_AtEachStep_OthersGoOn() => HangAsync(rounds: 1, more: 2);

    [Fact, Trait("Category", "Faults")]
    public Task Hangs_AtEachStepAgainAndAgain_OthersGoOn() => HangAsync(rounds: 3, more: 5);

    [Fact]
    public Task Drops_AfterTheDot_OneCopyMoreForEachAtMost() => DropAsync(mails: 15);

    [Fact, Trait("Category", "Faults")]
    public Task Drops_AfterManyDots_OneCopyMoreForEachAtMost() => DropAsync(mails: 150);

    /// <summary>
    /// Every third reply to RCPT and to the dot is a 4xx; one box in five does not exist. Half of the mails come from
    /// the null reverse-path: nobody can be told, so these are parked.
    /// </summary>
    private async Task RefuseAsync(int mails)
    {
        Sink.OnRecipient = address => IsGone(address) ? "550 5.1.1 No such user" : IsThird() ? Fault("450 4.2.1 Mailbox busy") : "250 2.1.5 Ok";
        Sink.OnDot = mail => mail.ReversePath.Length > 0 && IsThird() ? Fault("451 4.3.0 Not now") : "250 2.0.0 Taken";
        var figures = await RunAsync("smarthost answers 450, 451 and 550", ClusterPlan.Alone, async scene =>
        {
            await scene.AcceptedAsync(mails);
            await scene.TakenAsync(mails / 4);
            Sink.OnDot = _ => "250 2.0.0 Taken";
            Sink.OnRecipient = address => IsGone(address) ? "550 5.1.1 No such user" : "250 2.1.5 Ok";
            scene.Faults = faults;
        }, prepare: pbx => pbx.ReversePath = number => number % 2 == 0 ? "" : "pbx@pbx.example");
        Assert.Equal(0, figures.Extra);
        Assert.True(figures is { Bounced: > 0, Parked: > 0 }, $"{figures.Bounced} bounced, {figures.Parked} parked");
    }

    private async Task HangAsync(int rounds, int more)
    {
        await using var redis = await RedisServer.StartAsync();
        await RunAsync("smarthost hangs at each step, then hangs up", new ClusterPlan { RedisUrl = redis.Url, Gateways = 1 }, async scene =>
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var verb in Verbs)
                {
                    var hung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    Sink.BeforeReply = async (asked, stop) =>
                    {
                        if (asked != verb || !hung.TrySetResult()) return;
                        scene.Pulse.Beat();
                        await release.Task.WaitAsync(stop);
                        throw new IOException("hung up");
                    };
                    // A connection is kept for the next mail: QUIT and the greeting come when it has served its time.
                    var comes = verb is not ("QUIT" or "CONNECT" or "EHLO") || round == 0 && verb != "QUIT";
                    if (comes) await scene.Pulse.UntilAsync(() => hung.Task.IsCompleted, () => $"a {verb} to hang at");
                    if (hung.Task.IsCompleted) scene.Faults++;
                    await scene.TakenAsync(more);
                    release.SetResult();
                }
            }

            Sink.BeforeReply = (_, _) => Task.CompletedTask;
            await scene.TakenAsync(1);
        });
    }

    private async Task DropAsync(int mails)
    {
        Sink.OnDot = _ => IsThird() ? Fault<string?>(null) : "250 2.0.0 Taken";
        var figures = await RunAsync("smarthost takes the mail and hangs up", ClusterPlan.Alone, async scene =>
        {
            await scene.AcceptedAsync(mails);
            await scene.TakenAsync(mails / 2);
            Sink.OnDot = _ => "250 2.0.0 Taken";
            scene.Faults = faults;
        });
        Assert.True(figures.Extra > 0, "no copy beyond one: nothing was dropped");
    }

    private int faults;

    private T Fault<T>(T reply)
    {
        Interlocked.Increment(ref faults);
        return reply;
    }

    private bool IsThird() => Interlocked.Increment(ref replies) % 3 == 0;

    private static bool IsGone(string address) =>
        address.StartsWith("box1-", StringComparison.Ordinal) && int.Parse(address[5..address.IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture) % 5 == 1;
}
