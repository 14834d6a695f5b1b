using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>One recording: decoded and recognised. The decisions are <see cref="TranscriptionMachine"/>'s.</summary>
/// <param name="store">Where the state is.</param>
/// <param name="spool">Where the message is.</param>
/// <param name="composer">Finds the recording in it.</param>
/// <param name="decoder">Makes sound of it.</param>
/// <param name="engine">The chain of engines.</param>
/// <param name="directory">Whose names may be said.</param>
/// <param name="policies">What was decided about each voicemail.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class TranscriptionGrain(
    IGrainStore store, ISpool spool, IMailComposer composer, IRecordingDecoder decoder, ISpeechEngine engine,
    IRules<PeopleDirectory> directory, IRules<VoicemailPolicies> policies, TimeProvider clock,
    ILogger<TranscriptionGrain> logger)
    : IGrain
{
    private static readonly TimeSpan OrphanCheckAgain = TimeSpan.FromDays(7);

    private readonly IMailComposer composer = new GuardedComposer(composer, logger);

    /// <inheritdoc/>
    public string Kind => GrainKinds.Transcription;

    /// <inheritdoc/>
    public async ValueTask TakeTurnAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var state = GrainJson.ReadTranscription(claim.Record.State);
        if (state.IsDone)
        {
            await CheckOrphanAsync(claim, state, cancellationToken);
            return;
        }

        var (policy, voicemail) = await PolicyAsync(state, cancellationToken);
        var learnt = await AttemptAsync(state, voicemail, policy, cancellationToken);
        await LearnAsync(claim, state, learnt, policy, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask QuarantineAsync(ClaimedGrain claim, CancellationToken cancellationToken)
    {
        var state = GrainJson.ReadTranscription(claim.Record.State);
        if (state.IsDone)
        {
            await this.TakeTurnOncePerDayAsync(claim, store, Now(claim), cancellationToken);
            return;
        }

        await LearnAsync(
            claim, state, new TranscriptionInput.StruckOut(), policies.Current.Defaults, cancellationToken);
        GrainLog.RecordingStruckOut(logger, state.Id, state.Number);
    }

    /// <summary>
    /// Commits what an attempt brought; unless somebody has asked for another one meanwhile, which is due already.
    /// </summary>
    private async ValueTask LearnAsync(
        ClaimedGrain claim, TranscriptionState tried, TranscriptionInput learnt, VoicemailPolicy policy,
        CancellationToken cancellationToken)
    {
        GrainRecord? record = claim.Record;
        while (record is not null && !await CommitAsync(record, claim, learnt, policy, cancellationToken))
        {
            record = await store.ReadAsync(record.Id, cancellationToken);
            if (record is null) return;
            if (GrainJson.ReadTranscription(record.State).AskedAgainAt == tried.AskedAgainAt) continue;
            await store.ReleaseAsync(claim.Lease, null, cancellationToken);
            return;
        }
    }

    /// <summary>
    /// What holds for the voicemail now, whatever held when it was received. Without rules that is known without a
    /// look; of a voicemail that is gone nothing is known, and then nobody outside hears it. The voicemail, if it was
    /// looked at.
    /// </summary>
    private async ValueTask<(VoicemailPolicy Policy, VoicemailState? Voicemail)> PolicyAsync(
        TranscriptionState state, CancellationToken cancellationToken)
    {
        var now = policies.Current;
        if (now.Rules.Count == 0) return (now.Defaults, null);
        if (await store.ReadAsync(GrainId.Voicemail(state.Id), cancellationToken) is not { } record)
            return (now.Defaults with { OnPremisesOnly = true }, null);
        var voicemail = GrainJson.ReadVoicemail(record.State);
        return (now.Of(voicemail), voicemail);
    }

    private async ValueTask<TranscriptionInput> AttemptAsync(
        TranscriptionState state, VoicemailState? voicemail, VoicemailPolicy policy,
        CancellationToken cancellationToken)
    {
        if (!policy.Transcribe)
            return new TranscriptionInput.Rejected(
                "Transcription was switched off meanwhile.", NoTranscriptReason.SwitchedOff, null);
        if (await engine.ForeseeAsync(state.Language, IsKept(state, policy), state.Engine, cancellationToken)
            is SpeechOutcome.Unavailable away)
            return new TranscriptionInput.Unavailable(away.Message, away.RetryAfter, null);
        using var content = await spool.OpenIntactAsync(state.Id, logger, cancellationToken);
        if (content is null || composer.ReadRecording(content.Octets, state.Number) is not { } recording)
            return new TranscriptionInput.RecordingMissing();
        var hints = await store.ReadHintsAsync(state.Id, voicemail, directory.Current, logger, cancellationToken);
        try
        {
            return await decoder.DecodeAsync(recording, cancellationToken) switch
            {
                DecodeOutcome.Decoded decoded => await RecogniseAsync(state, decoded, hints, policy, cancellationToken),
                DecodeOutcome.Undecodable bad => new TranscriptionInput.Rejected(bad.Message, bad.Reason, null),
                DecodeOutcome.Unavailable later => new TranscriptionInput.Unavailable(later.Message, null, null),
                var other => throw Unknown(other),
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Counted as an attempt, so that a recording that breaks an engine is not tried for ever.
            GrainLog.SpeechBroke(logger, e, state.Id, state.Number);
            return new TranscriptionInput.Unavailable($"Broke down: {e.GetType().Name}.", null, null);
        }
    }

    private async ValueTask<TranscriptionInput> RecogniseAsync(
        TranscriptionState state, DecodeOutcome.Decoded decoded, IReadOnlyList<string> hints,
        VoicemailPolicy policy, CancellationToken cancellationToken)
    {
        var sound = new SoundFacts(decoded.Audio.Duration, decoded.Codec);
        var request = new SpeechRequest(state.Id, decoded.Audio, state.Language, IsKept(state, policy))
        {
            Engine = state.Engine,
            Hints = hints,
            MaskProfanity = policy.MaskProfanity,
            WantedBy = state.CreatedAt + policy.DeliverBy,
        };
        return await engine.TranscribeAsync(request, cancellationToken) switch
        {
            SpeechOutcome.Heard heard => new TranscriptionInput.Heard(heard.Transcript, sound),
            SpeechOutcome.NoSpeech => new TranscriptionInput.NoSpeech(sound),
            SpeechOutcome.Unavailable away => new TranscriptionInput.Unavailable(away.Message, away.RetryAfter, sound),
            SpeechOutcome.Rejected { Reason: NoTranscriptReason.MarkedPrivate } bad when !state.OnPremiseOnly =>
                new TranscriptionInput.Rejected(bad.Message, NoTranscriptReason.OnPremisesOnly, sound),
            SpeechOutcome.Rejected bad => new TranscriptionInput.Rejected(bad.Message, bad.Reason, sound),
            var other => throw Unknown(other),
        };
    }

    private static bool IsKept(TranscriptionState state, VoicemailPolicy policy) =>
        state.OnPremiseOnly || policy.OnPremisesOnly;

    private static InvalidOperationException Unknown(object answer) =>
        new($"an answer unknown here: {answer.GetType().Name}");

    private async ValueTask<bool> CommitAsync(
        GrainRecord record, ClaimedGrain claim, TranscriptionInput learnt, VoicemailPolicy policy,
        CancellationToken cancellationToken)
    {
        var now = Now(claim);
        var before = GrainJson.ReadTranscription(record.State);
        var state = TranscriptionMachine.Next(before, learnt, policy, now);
        var dueAt = TranscriptionMachine.DueAt(state, policy);
        if (ReferenceEquals(state, before))
        {
            await store.ReleaseAsync(claim.Lease, dueAt, cancellationToken);
            return true;
        }

        var put = new GrainWrite.Put(record.Id, record.Version, GrainJson.Write(state), dueAt);
        List<GrainWrite> writes = [put];
        if (state.IsDone) writes.Add(new GrainWrite.Wake(GrainId.Voicemail(state.Id), now));
        var result = await store.CommitAsync(new GrainCommit(writes) { Ends = claim.Lease }, cancellationToken);
        if (result.Written) Log(state);
        return result.Written;
    }

    /// <summary>
    /// A recording is deleted along with its message. If the store lost that one, this one must not stay for ever.
    /// </summary>
    private async ValueTask CheckOrphanAsync(
        ClaimedGrain claim, TranscriptionState state, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(GrainId.Voicemail(state.Id), cancellationToken) is not null)
        {
            await store.ReleaseAsync(claim.Lease, Now(claim) + OrphanCheckAgain, cancellationToken);
            return;
        }

        var delete = new GrainWrite.Delete(claim.Record.Id, claim.Record.Version);
        await store.CommitAsync(new GrainCommit([delete]) { Ends = claim.Lease }, cancellationToken);
    }

    private DateTimeOffset Now(ClaimedGrain claim) =>
        clock.GetUtcNow() is var now && now < claim.Record.DueAt ? claim.Record.DueAt : now;

    private void Log(TranscriptionState state)
    {
        if (state is { IsDone: true, Result: { } result })
            GrainLog.Transcribed(logger, state.Id, state.Number, result.Status.HeaderValue(), $"{result.Reason}");
        else
            GrainLog.SpeechUnavailable(logger, state.Id, state.Number, state.Attempts, state.NextAttemptAt);
    }
}
