using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Recovery;

public sealed class BackfillTests
{
    [Fact]
    public async Task Run_AsksForWhatWentWithoutSinceThen_AndNothingElse()
    {
        await using var rig = new StorageRig();
        var backfill = Backfill(rig);
        await PutAsync(rig, lacks: [1], ageDays: 9);
        await PutAsync(rig, lacks: null, ageDays: 1);
        await PutAsync(rig, lacks: [1], ageDays: 1, isWaiting: true);
        var deleted = await PutAsync(rig, lacks: [1], ageDays: 2, isDeleted: true);
        var meant = await PutAsync(rig, lacks: [1], ageDays: 1);
        var since = rig.Clock.GetUtcNow().AddDays(-5);

        var foreseen = await backfill.RunAsync(since, null, default);
        Assert.Equal([(deleted, DeskResult.Deleted), (meant, DeskResult.Done)], foreseen);
        Assert.Null((await rig.ReadAsync(meant))!.TranscribeAskedAt);

        Assert.Equal(foreseen, await backfill.RunAsync(since, ("root", true), default));
        var state = (await rig.ReadAsync(meant))!;
        Assert.Equal((rig.Clock.GetUtcNow(), false), (state.TranscribeAskedAt, state.IsLateUnwanted));
        Assert.Contains(state.History, line => line.Detail.StartsWith("root asked to transcribe it again", StringComparison.Ordinal));
        var record = await rig.Store.ReadAsync(GrainId.Transcription(meant, 1), default);
        Assert.Equal(rig.Clock.GetUtcNow(), GrainJson.ReadTranscription(record!.State).NextAttemptAt);
        // It waits now, so a second run leaves it alone.
        Assert.Equal([(deleted, DeskResult.Deleted)], await backfill.RunAsync(since, ("root", true), default));
    }

    [Fact]
    public async Task Run_WithoutMail_SaysSoToTheVoicemail()
    {
        await using var rig = new StorageRig();
        var id = await PutAsync(rig, lacks: [1], ageDays: 1);
        await Backfill(rig).RunAsync(DateTimeOffset.UnixEpoch, ("root", false), default);
        Assert.True((await rig.ReadAsync(id))!.IsLateUnwanted);
    }

    private static Backfill Backfill(StorageRig rig) => new(
        rig.Store, new VoicemailDesk(rig.Store, rig.Policies, rig.Clock, NullLogger<VoicemailDesk>.Instance));

    private static async Task<CorrelationId> PutAsync(
        StorageRig rig, int[]? lacks, int ageDays, bool isWaiting = false, bool isDeleted = false)
    {
        var (now, at) = (rig.Clock.GetUtcNow(), rig.Clock.GetUtcNow().AddDays(-ageDays));
        var id = SpoolRig.Message("", at).Id;
        await rig.CreateAsync(VoicemailState.Received(id, at, new Envelope("", [new EnvelopeRecipient("a@example.com")]), 9) with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, ClosedAt = now,
            Facts = new MessageFacts
            {
                Kind = MessageKind.Voicemail, ContentHash = "00", Recordings = [new RecordingFacts(1, null, "audio/wav", 4)],
            },
            Deliveries = [new Delivery { Recipient = "a@example.com", State = DeliveryState.Delivered, Since = at, Lacks = lacks }],
            Deletion = isDeleted ? new Deletion(now, now.AddDays(7), "eva", "a prank") : null,
        }, now.AddDays(30));
        var transcription = TranscriptionMachine.Begin(id, 1, false, rig.Policies.Current.Defaults, at);
        if (!isWaiting)
            transcription = transcription with
            {
                NextAttemptAt = null,
                Result = new() { Status = TranscriptStatus.NotTranscribed, Reason = NoTranscriptReason.CouldNotBeTranscribed, At = at },
            };
        await rig.WriteAsync(new GrainWrite.Put(
            GrainId.Transcription(id, 1), 0, GrainJson.Write(transcription), now.AddDays(30)));
        return id;
    }
}
