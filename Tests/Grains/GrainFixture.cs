using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>All grains on fakes, and a hand that takes their turns.</summary>
internal sealed class GrainFixture
{
    private readonly Dictionary<string, IGrain> grains;
    private byte ids;

    public GrainFixture(VoicemailPolicy? policy = null)
    {
        Policy = policy ?? new VoicemailPolicy();
        Policies = new FixedRules<VoicemailPolicies>(new VoicemailPolicies(Policy));
        Store = new InMemoryGrainStore(Clock);
        StoreOfGrains = new CountingStore(Store);
        IGrain[] all =
        [
            new VoicemailGrain(
                StoreOfGrains, Spool, Smarthost, Composer, Policies, Clock, NullLogger<VoicemailGrain>.Instance),
            new TranscriptionGrain(
                StoreOfGrains, Spool, Composer, Decoder, Engine, Directory, Policies, Clock,
                NullLogger<TranscriptionGrain>.Instance),
            new IntakeGrain(StoreOfGrains, Clock),
            new HintsGrain(StoreOfGrains, Clock),
        ];
        grains = all.ToDictionary(grain => grain.Kind);
        Desk = new VoicemailDesk(StoreOfGrains, Policies, Clock, NullLogger<VoicemailDesk>.Instance);
    }

    public VoicemailPolicy Policy { get; }

    /// <summary>What holds now; a test may change it.</summary>
    public FixedRules<VoicemailPolicies> Policies { get; }

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryGrainStore Store { get; }

    /// <summary>The same store as the grains see it.</summary>
    public CountingStore StoreOfGrains { get; }

    public FakeSpool Spool { get; } = new();

    public FakeSmarthost Smarthost { get; } = new();

    public FakeComposer Composer { get; } = new();

    public FakeDecoder Decoder { get; } = new();

    public FakeSpeechEngine Engine { get; } = new();

    public FixedRules<PeopleDirectory> Directory { get; } = new(PeopleDirectory.None);

    public VoicemailDesk Desk { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public CorrelationId NewId()
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        entropy[^1] = ++ids;
        return CorrelationId.Create(Now, entropy);
    }

    /// <summary>A message as intake leaves it: content in the spool and a grain that is due.</summary>
    public async Task<CorrelationId> ReceiveAsync(
        string[]? recipients = null, string reversePath = "pbx@example.com", string? messageId = "<m@pbx>",
        MessageKind kind = MessageKind.Voicemail, int recordings = 1, bool isPrivate = false, string? notify = null)
    {
        var id = NewId();
        Spool.Put(id, FakeComposer.Message(id, messageId, kind, recordings, isPrivate));
        var envelope = new Envelope(reversePath,
            [.. (recipients ?? ["anna@example.com"]).Select(to => new EnvelopeRecipient(to, notify))]);
        await CreateAsync(VoicemailState.Received(id, Now, envelope, 100));
        return id;
    }

    public async Task CreateAsync(VoicemailState state)
    {
        var put = new GrainWrite.Put(GrainId.Voicemail(state.Id), 0, GrainJson.Write(state), Now);
        Assert.True((await Store.CommitAsync(new GrainCommit([put]), default)).Written);
    }

    public async Task<VoicemailState> ReadAsync(CorrelationId id) =>
        await Desk.ReadAsync(id, default) ?? throw new InvalidOperationException($"{id} is gone");

    public async Task<TranscriptionState> ReadTranscriptionAsync(CorrelationId id, int number) =>
        GrainJson.ReadTranscription((await Store.ReadAsync(GrainId.Transcription(id, number), default))!.State);

    public async Task<IReadOnlyList<ClaimedGrain>> ClaimAsync(string? kind = null) =>
        await Store.ClaimAsync("silo", 100, TimeSpan.FromMinutes(1), kind);

    public ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken = default) =>
        grains[claim.Record.Id.Kind].TakeTurnAsync(claim, cancellationToken);

    /// <summary>A silo that dies while its final dot is out: the turn stops there and is never heard of again.</summary>
    public async Task DieAfterDotAsync(ClaimedGrain claim)
    {
        var dotted = new TaskCompletionSource();
        Smarthost.AfterDot = () =>
        {
            dotted.SetResult();
            return new ValueTask(new TaskCompletionSource().Task);
        };
        _ = TakeTurnAsync(claim).AsTask();
        await dotted.Task;
        Smarthost.AfterDot = null;
    }

    public ValueTask QuarantineAsync(ClaimedGrain claim) => grains[claim.Record.Id.Kind].QuarantineAsync(claim, default);

    /// <summary>Takes turns until nothing is due at this instant.</summary>
    public async Task RunDueAsync()
    {
        for (var turns = 0; turns < 1000; turns++)
        {
            var claimed = await ClaimAsync();
            if (claimed.Count == 0) return;
            foreach (var claim in claimed) await TakeTurnAsync(claim);
        }

        Assert.Fail("Grains are due again and again without time going on.");
    }

    /// <summary>Takes turns as time goes on.</summary>
    public async Task RunForAsync(TimeSpan time)
    {
        var end = Now + time;
        await RunDueAsync();
        while (await Store.NextInAsync() is { } wait && Now + wait <= end)
        {
            Clock.AdvanceTo(Now + wait);
            await RunDueAsync();
        }

        Clock.AdvanceTo(end);
    }
}
