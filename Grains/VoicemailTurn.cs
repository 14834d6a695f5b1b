using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// One turn of a VoicemailGrain: what was read, the facts learnt since, and what they make of it. Facts that are not
/// committed yet are kept, so that after a conflict the same facts are applied to the newer state.
/// </summary>
internal sealed class VoicemailTurn
{
    private readonly IGrainStore store;
    private readonly VoicemailPolicies policies;
    private readonly TimeProvider clock;
    private readonly DateTimeOffset notBefore;
    private readonly string? inherited;
    private readonly bool wasClosed;
    private readonly List<VoicemailInput> facts = [];
    private readonly List<VoicemailEffect> effects = [];
    private readonly Dictionary<GrainId, long> neighbours = [];
    private GrainRecord record;
    private VoicemailState stored;
    private bool disturbed;

    /// <summary>A turn of a grain that was claimed, or, without a lease, one taken from outside.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="policies">What was decided; the same for the whole turn, whoever changes the rules meanwhile.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="record">What was read.</param>
    /// <param name="lease">The lease, if the grain was claimed.</param>
    public VoicemailTurn(
        IGrainStore store, VoicemailPolicies policies, TimeProvider clock, GrainRecord record, GrainLease? lease)
    {
        this.store = store;
        this.policies = policies;
        this.clock = clock;
        this.record = record;
        Lease = lease;
        // The store's clock found the grain due. If ours is behind, the turn would find nothing to do, again and again.
        notBefore = lease is null ? DateTimeOffset.MinValue : record.DueAt;
        stored = State = GrainJson.ReadVoicemail(record.State);
        inherited = stored.InFlight?.AttemptId;
        wasClosed = stored.Stage == VoicemailStage.Closed;
    }

    /// <summary>The lease, if the grain was claimed.</summary>
    public GrainLease? Lease { get; }

    /// <summary>What the facts make of the stored state.</summary>
    public VoicemailState State { get; private set; }

    /// <summary>The state as committed, if this turn closed the message; else null.</summary>
    public VoicemailState? Closed => !wasClosed && stored.Stage == VoicemailStage.Closed ? stored : null;

    /// <summary>The answer to the last wish of a person.</summary>
    public ActionAnswer? Answer { get; private set; }

    /// <summary>The present.</summary>
    public DateTimeOffset Now => clock.GetUtcNow() is var now && now < notBefore ? notBefore : now;

    /// <summary>What was decided about the voicemail, by what is known of it.</summary>
    public VoicemailPolicy Policy => policies.Of(State);

    /// <summary>
    /// The step of work that is due. An attempt that began after this turn did is not
    /// dead: this turn is, having lost its lease.
    /// </summary>
    /// <param name="isLateSeen">This turn has looked for late transcripts already.</param>
    public VoicemailWork Decide(bool isLateSeen) => VoicemailMachine.Decide(State, Policy, Now, isLateSeen) switch
    {
        VoicemailWork.Recover recover when recover.Attempt.AttemptId != inherited =>
            new VoicemailWork.Sleep(VoicemailMachine.DueAt(State, Policy, Now)),
        var work => work,
    };

    /// <summary>Notes the version of another grain that the commit may replace or delete; 0 for none.</summary>
    public void Know(GrainId id, long version) => neighbours[id] = version;

    /// <summary>Applies a fact.</summary>
    public void Learn(VoicemailInput fact)
    {
        facts.Add(fact);
        Apply(fact);
    }

    /// <summary>Takes the last fact back, if it was not committed.</summary>
    public void Unlearn()
    {
        if (facts.Count > 0) facts.RemoveAt(facts.Count - 1);
        Reapply();
    }

    /// <summary>The next turn shall look at once for what may follow.</summary>
    public void ComeBack() => disturbed = true;

    /// <summary>Ends the turn: commits what was learnt, or hands the grain back until it is due.</summary>
    public async ValueTask RestAsync(CancellationToken cancellationToken)
    {
        if (IsChanged) await CommitAsync(ends: true, cancellationToken);
        else await HandBackAsync(cancellationToken);
    }

    /// <summary>
    /// Commits what was learnt; after a conflict on this grain, to its newer state. False when the grain is gone, or
    /// when the message's IntakeGrain is in the way: then nothing was written, and the caller must look at it again.
    /// </summary>
    public async ValueTask<bool> CommitAsync(bool ends, CancellationToken cancellationToken)
    {
        while (IsChanged)
        {
            var result = await store.CommitAsync(Commit(ends), cancellationToken);
            if (result.Conflict is not { } conflict) return Committed();
            if (conflict.Kind == GrainKinds.Intake) return false;
            var newer = await store.ReadAsync(conflict, cancellationToken);
            if (conflict != record.Id) Know(conflict, newer?.Version ?? 0);
            else if (newer is null) return false;
            else Reread(newer);
        }

        if (ends) await HandBackAsync(cancellationToken);
        facts.Clear();
        return true;
    }

    private bool IsChanged =>
        !ReferenceEquals(State, stored) || effects.Any(effect => effect is not VoicemailEffect.Answer);

    private ValueTask HandBackAsync(CancellationToken cancellationToken) =>
        Lease is { } lease
            ? store.ReleaseAsync(lease, VoicemailMachine.DueAt(State, Policy, Now), cancellationToken)
            : ValueTask.CompletedTask;

    private bool Committed()
    {
        record = record with { Version = record.Version + 1 };
        stored = State;
        facts.Clear();
        effects.Clear();
        return true;
    }

    private void Reread(GrainRecord newer)
    {
        record = newer;
        stored = GrainJson.ReadVoicemail(newer.State);
        disturbed = true;
        Reapply();
    }

    private void Reapply()
    {
        State = stored;
        effects.Clear();
        foreach (var fact in facts) Apply(fact);
    }

    private void Apply(VoicemailInput fact)
    {
        // The turn that reads the message already goes by what is in it.
        var policy = fact is VoicemailInput.MessageRead read && State.Facts is null
            ? policies.Of(State with { Facts = read.Facts })
            : Policy;
        var step = VoicemailMachine.Next(State, fact, policy, Now);
        State = step.State;
        effects.AddRange(step.Effects);
        if (step.Effects is [VoicemailEffect.Answer answer]) Answer = answer.Value;
    }

    private GrainCommit Commit(bool ends)
    {
        // Whoever wrote in between may have woken the grain for a reason: after a conflict the next turn looks at once.
        var due = disturbed && ends ? Now : VoicemailMachine.DueAt(State, Policy, Now);
        // Somebody from outside does not know why the grain was to have a turn sooner: it keeps that.
        if (Lease is null && record.DueAt < due) due = record.DueAt;
        List<GrainWrite> writes = effects.Any(effect => effect is VoicemailEffect.Forget)
            ? [new GrainWrite.Delete(record.Id, record.Version)]
            : [new GrainWrite.Put(record.Id, record.Version, GrainJson.Write(State), due)];
        foreach (var effect in effects) writes.AddRange(Writes(effect));
        return new GrainCommit(writes) { Ends = ends ? Lease : null };
    }

    private IEnumerable<GrainWrite> Writes(VoicemailEffect effect)
    {
        switch (effect)
        {
            case VoicemailEffect.CreateTranscription create:
                var recording = GrainId.Transcription(create.State.Id, create.State.Number);
                return Create(recording, GrainJson.Write(create.State), create.DueAt);
            case VoicemailEffect.CreateReport create:
                return Create(GrainId.Voicemail(create.State.Id), GrainJson.Write(create.State), create.DueAt);
            case VoicemailEffect.Remember remember:
                var id = GrainId.Intake(remember.Key);
                var version = neighbours.GetValueOrDefault(id);
                return [new GrainWrite.Put(id, version, GrainJson.Write(remember.State), remember.State.Until)];
            case VoicemailEffect.Forget:
                return neighbours.Where(known => known.Value > 0)
                    .Select(known => new GrainWrite.Delete(known.Key, known.Value));
            default:
                return [];
        }
    }

    // One that exists was left by an earlier life of this message (a lost and rebuilt store): it goes on as it is.
    private IEnumerable<GrainWrite> Create(GrainId id, ReadOnlyMemory<byte> state, DateTimeOffset dueAt) =>
        neighbours.GetValueOrDefault(id) > 0 ? [] : [new GrainWrite.Put(id, 0, state, dueAt)];
}
