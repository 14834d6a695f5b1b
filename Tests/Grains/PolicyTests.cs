using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Speech;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>What rules do to the journey, also when they change on the way.</summary>
public sealed class PolicyTests
{
    private readonly GrainFixture fixture = new(new VoicemailPolicy { TranscribePrivate = true });

    [Fact]
    public async Task Message_ThatARuleIsAbout_GoesByIt()
    {
        Rule(new PolicyRule { Name = "Quebec", Mailboxes = ["5*"], Language = "fr-CA", DeliverBy = TimeSpan.FromMinutes(2), ConfidenceMin = 0.95, Retention = TimeSpan.FromDays(3) });
        fixture.Composer.Mailbox = "501";
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal("fr-CA", Assert.Single(fixture.Engine.Requests).Language);
        Assert.Equal(TranscriptStatus.LowConfidence, (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Status);
        var state = await fixture.ReadAsync(id);
        Assert.Equal(state.ReceivedAt.AddMinutes(2), state.DeliverBy);
        Assert.Equal("Quebec.", Assert.Single(state.History, line => line.Event == "policy").Detail);
        await fixture.RunForAsync(TimeSpan.FromDays(3));
        Assert.Null(await fixture.Desk.ReadAsync(id, default));
    }

    [Fact]
    public async Task Message_ThatNoRuleIsAbout_HasNoLineOfItAndTheDefaults()
    {
        Rule(new PolicyRule { Name = "Board", Recipients = ["@board.example.com"], Engines = EngineChoice.Off });
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Single(fixture.Engine.Requests);
        Assert.DoesNotContain((await fixture.ReadAsync(id)).History, line => line.Event == "policy");
    }

    [Fact]
    public async Task Redaction_IsDoneBeforeAnythingIsStored_AndProfanityIsForTheEngineToo()
    {
        fixture.Engine.Answer = _ => FakeSpeechEngine.Heard("damn my card is 4111 1111 1111 1111 shit", 0.9);
        Rule(
            new PolicyRule { Name = "Doors", Mailboxes = ["5*"], Redaction = RedactionLevel.Off },
            new PolicyRule { Name = "Polite", Mailboxes = ["6*"], MaskProfanity = true });
        foreach (var (mailbox, stored) in new[]
        {
            ("501", "damn my card is 4111 1111 1111 1111 shit"), ("601", "damn my card is [redacted] s***"), ("701", "damn my card is [redacted] shit"),
        })
        {
            fixture.Composer.Mailbox = mailbox;
            var id = await fixture.ReceiveAsync(messageId: $"<{mailbox}@pbx>");
            await fixture.RunDueAsync();
            Assert.Equal(stored, (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Transcript!.Text);
            Assert.Equal(mailbox == "601", fixture.Engine.Requests[^1].MaskProfanity);
        }
    }

    [Fact]
    public async Task Engines_Off_NobodyHearsItAndItsMailLeavesAtOnce()
    {
        Rule(new PolicyRule { Name = "Quiet", Recipients = ["anna@example.com"], Engines = EngineChoice.Off });
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Empty(fixture.Engine.Requests);
        Assert.Equal(NoTranscriptReason.SwitchedOff, (await fixture.ReadTranscriptionAsync(id, 1)).Result!.Reason);
        Assert.Single(fixture.Smarthost.Taken);
        var answer = await fixture.Desk.ActAsync(id, new VoicemailAction.Transcribe(null, null), "eva", default);
        Assert.Equal(DeskResult.NotApplicable, answer);
        Rule();
        Assert.Equal(DeskResult.Done, await fixture.Desk.ActAsync(id, new VoicemailAction.Transcribe(null, null), "eva", default));
        await fixture.RunDueAsync();
        Assert.Single(fixture.Engine.Requests);
    }

    [Fact]
    public async Task Rules_ThatComeWhileAnEngineIsAway_HoldAtTheNextTry()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        var first = await fixture.ReceiveAsync();
        var second = await fixture.ReceiveAsync(["ceo@example.com"], messageId: "<n@pbx>");
        await fixture.RunDueAsync();
        Rule(
            new PolicyRule { Name = "Board", Recipients = ["ceo@example.com"], Engines = EngineChoice.OnPremises },
            new PolicyRule { Name = "Quiet", Recipients = ["anna@example.com"], Engines = EngineChoice.Off });
        fixture.Engine.Requests.Clear();
        await fixture.RunForAsync(TimeSpan.FromSeconds(15));
        var request = Assert.Single(fixture.Engine.Requests);
        Assert.Equal((second, true), (request.Id, request.OnPremiseOnly));
        Assert.Equal(NoTranscriptReason.SwitchedOff, (await fixture.ReadTranscriptionAsync(first, 1)).Result!.Reason);
    }

    [Fact]
    public async Task Retention_ThatIsLengthenedWhileItRuns_KeepsTheMessage_AndAShorterOneHoldsForTheNext()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Rule(new PolicyRule { Name = "Long", Retention = TimeSpan.FromDays(90) });
        await fixture.RunForAsync(TimeSpan.FromDays(80));
        Assert.NotNull(await fixture.Desk.ReadAsync(id, default));
        Rule(new PolicyRule { Name = "Short", Retention = TimeSpan.FromDays(1) });
        await fixture.RunForAsync(TimeSpan.FromDays(9));
        Assert.NotNull(await fixture.Desk.ReadAsync(id, default)); // its turn is where it was
        await fixture.RunForAsync(TimeSpan.FromDays(2));
        Assert.Null(await fixture.Desk.ReadAsync(id, default));
    }

    [Fact]
    public async Task Turn_GoesByOneSetOfRulesToItsEnd()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunForAsync(TimeSpan.FromDays(29));
        fixture.Spool.Deleting = () => Rule(new PolicyRule { Name = "Long", Retention = TimeSpan.FromDays(365) });
        await fixture.RunForAsync(TimeSpan.FromDays(2));
        Assert.Null(await fixture.Desk.ReadAsync(id, default));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task OnPremises_WithTheRealChain_NeverReachesTheCloud(bool hasLocal)
    {
        var (cloud, local) = (new ScriptedSpeechEngine("cloud", isOnPremise: false), new ScriptedSpeechEngine("local"));
        ISpeechEngine[] engines = hasLocal ? [cloud, local.Answers(new SpeechOutcome.Unavailable("busy"))] : [cloud];
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var options = new SpeechOptions { SkipEmptyRecordings = false };
        var metrics = new SpeechMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        var chain = new SpeechEngineChain(engines, options, metrics, NullLogger<SpeechEngineChain>.Instance);
        fixture.Engine.AnswerAsync = request => chain.TranscribeAsync(request, default);
        Rule(new PolicyRule { Name = "Board", Recipients = ["ceo@example.com"], Engines = EngineChoice.OnPremises });
        var id = await fixture.ReceiveAsync(["ceo@example.com", "anna@example.com"]);
        await fixture.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, cloud.Calls);
        var result = (await fixture.ReadTranscriptionAsync(id, 1)).Result!;
        if (hasLocal) Assert.Equal("local", result.Transcript!.Engine);
        else Assert.Equal(NoTranscriptReason.OnPremisesOnly, result.Reason);

        // By hand neither, not even by its name.
        await fixture.Desk.ActAsync(id, new VoicemailAction.Transcribe("cloud", null), "eva", default);
        await fixture.RunDueAsync();
        Assert.Equal(0, cloud.Calls);

        await fixture.ReceiveAsync(messageId: "<n@pbx>");
        await fixture.RunDueAsync();
        Assert.Equal(1, cloud.Calls);
    }

    [Fact]
    public async Task OnPremises_NamesThatPeopleCorrect_AreNotToldToEnginesEither()
    {
        Rule(new PolicyRule { Name = "Board", Recipients = ["ceo@example.com"], Engines = EngineChoice.OnPremises });
        foreach (var (recipient, isLearnt) in new[] { ("ceo@example.com", false), ("anna@example.com", true) })
        {
            var id = await fixture.ReceiveAsync([recipient], messageId: $"<{recipient}>");
            await fixture.RunDueAsync();
            var made = new VoicemailInput.CorrectionMade(1, 0, "hello Lindqvist", "eva", null, IsMailed: false);
            Assert.Equal(DeskResult.Done, await fixture.Desk.CorrectAsync(id, made, default));
            Assert.Equal(isLearnt, await fixture.Store.ReadAsync(GrainId.Hints, default) is not null);
        }
    }

    [Fact]
    public async Task Rules_None_CostNoLookAtTheStore()
    {
        var calls = await CallsAsync();
        Rule(new PolicyRule { Name = "All", Language = "de-DE" });
        Assert.Equal(calls + 1, await CallsAsync());
    }

    private async Task<int> CallsAsync()
    {
        var before = fixture.StoreOfGrains.Reads;
        await fixture.ReceiveAsync(messageId: $"<{before}@pbx>");
        await fixture.RunDueAsync();
        return fixture.StoreOfGrains.Reads - before;
    }

    private void Rule(params PolicyRule[] rules) => fixture.Policies.Current = new VoicemailPolicies(fixture.Policy, rules);
}
