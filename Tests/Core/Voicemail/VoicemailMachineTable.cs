using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

/// <summary>The states and inputs of the transition table, by the names it uses, and how a cell is written.</summary>
internal static class VoicemailMachineTable
{
    public static readonly VoicemailPolicy Policy = new();
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    public static readonly CorrelationId Id = CorrelationId.Create(Now, new byte[CorrelationId.EntropyLength]);

    private const string Anna = "anna@example.com";
    private static readonly DeliveryReply Reply = new(250, "2.0.0", "Ok", "smarthost:25");
    private static readonly MessageFacts Facts = new()
    {
        Kind = MessageKind.Voicemail, ContentHash = "00", MessageId = "<1@pbx>", Recordings =
            [new RecordingFacts(1, null, "audio/wav", 4)],
    };

    private static readonly Delivery Due = new() { Recipient = Anna, Since = Now, NextAttemptAt = Now };
    private static readonly Delivery Without = Settled(DeliveryState.Delivered) with { Lacks = [1] };
    private static readonly DeliveredMark Mark = new("A", Anna, Now, Reply, Round: 0);
    private static readonly VoicemailState Received = VoicemailState.Received(
        Id, Now, new Envelope("pbx@example.com", [new EnvelopeRecipient(Anna)]), 100);

    private static readonly VoicemailState Relaying =
        Received with { Stage = VoicemailStage.Relaying, Facts = Facts, Deliveries = [Due] };

    public static readonly IReadOnlyDictionary<string, VoicemailState> States = new Dictionary<string, VoicemailState>
    {
        ["received"] = Received,
        ["waiting"] = Relaying with { Stage = VoicemailStage.Transcribing, DeliverBy = Now + Policy.DeliverBy },
        ["relaying"] = Relaying,
        ["in flight"] = Relaying with { InFlight = new RelayAttempt("A", Now, [Anna]) },
        ["reporting"] = Relaying with { Deliveries = [Settled(DeliveryState.Refused)] },
        ["delivered"] = Closed(CloseReason.Delivered, Settled(DeliveryState.Delivered)),
        ["bounced"] = Closed(CloseReason.Bounced, Settled(DeliveryState.Refused) with { IsReported = true }),
        ["parked"] =
            Closed(CloseReason.Parked, Settled(DeliveryState.Refused) with { IsReported = true }) with { Facts = null },
        ["duplicate"] = Closed(CloseReason.Duplicate) with { DuplicateOf = Id.Derive("twin") },
        ["expired"] =
            Closed(CloseReason.Delivered, Settled(DeliveryState.Delivered)) with { ClosedAt = Now - Policy.Retention },
        ["deferred"] = Relaying with
        {
            Deliveries = [Due with { State = DeliveryState.Deferred, Attempts = 1, NextAttemptAt = Now.AddHours(1) }],
        },
        ["held"] = Closed(CloseReason.Delivered, Settled(DeliveryState.Delivered)) with
        {
            Hold = new Hold(Now, "eva", "a complaint"), ClosedAt = Now - Policy.Retention,
        },
        ["deleted"] = Deleted(Now.AddDays(1)),
        ["deleted now"] = Deleted(Now),
        ["went without"] = Closed(CloseReason.Delivered, Without),
        ["late"] = Late(Due),
        ["late in flight"] = Late(Due) with { InFlight = new RelayAttempt("A", Now, [Anna]) },
        ["followed"] =
            Closed(CloseReason.Delivered, Settled(DeliveryState.Delivered) with { Round = 1, Earlier = Without }),
        ["quarantined"] = Relaying with { Quarantine = new Quarantine(Now, 1) },
        ["given up"] =
            Closed(CloseReason.Parked, Settled(DeliveryState.Refused)) with { Quarantine = new Quarantine(Now, 2) },
    };

    public static readonly IReadOnlyDictionary<string, VoicemailInput> Inputs = new Dictionary<string, VoicemailInput>
    {
        ["read"] = new VoicemailInput.MessageRead(Facts, [], null),
        ["read copy"] = new VoicemailInput.MessageRead(Facts, [], Id.Derive("twin")),
        ["read marked"] =
            new VoicemailInput.MessageRead(Facts, [Mark], null),
        ["read other"] = new VoicemailInput.MessageRead(Facts with { Kind = MessageKind.Signed }, [], null),
        ["no content"] = new VoicemailInput.ContentMissing(),
        ["0 open"] = new VoicemailInput.TranscriptsSeen(0),
        ["1 open"] = new VoicemailInput.TranscriptsSeen(1),
        ["words"] = new VoicemailInput.LateTranscriptsSeen(0, [1], []),
        ["words, 1 open"] = new VoicemailInput.LateTranscriptsSeen(1, [1], []),
        ["no words"] = new VoicemailInput.LateTranscriptsSeen(0, [], []),
        ["words known"] = new VoicemailInput.LateTranscriptsSeen(0, [1], [Mark]),
        ["no late mail"] = new VoicemailInput.LateMailFailed(),
        ["dot A"] = new VoicemailInput.DotPending("A", [Due], "transcribed"),
        ["dot B"] = new VoicemailInput.DotPending("B", [Due], "transcribed"),
        ["dot stale"] = new VoicemailInput.DotPending("A", [Due with { Attempts = 1 }], "transcribed"),
        ["A delivered"] = Finished("A", DeliveryState.Delivered),
        ["A deferred"] = Finished("A", DeliveryState.Deferred),
        ["A refused"] = Finished("A", DeliveryState.Refused),
        ["A uncertain"] = Finished("A", DeliveryState.Uncertain),
        ["B delivered"] = Finished("B", DeliveryState.Delivered),
        ["B refused"] = Finished("B", DeliveryState.Refused),
        ["late taken"] = Finished("A", DeliveryState.Delivered, Due with { Round = 1 }),
        ["late refused"] = Finished("A", DeliveryState.Refused, Due with { Round = 1 }),
        ["A died"] = new VoicemailInput.AttemptAbandoned("A", []),
        ["A marked"] =
            new VoicemailInput.AttemptAbandoned("A", [Mark]),
        ["B died"] = new VoicemailInput.AttemptAbandoned("B", []),
        ["marked"] = new VoicemailInput.MarksSeen([Mark]),
        ["marked boss"] = new VoicemailInput.MarksSeen([Mark with { Recipient = "boss@example.com" }]),
        ["report 0"] = new VoicemailInput.ReportWritten(VoicemailMachine.ReportId(Received, 0), 200),
        ["report 1"] = new VoicemailInput.ReportWritten(VoicemailMachine.ReportId(Received, 1), 200),
        ["no report"] = new VoicemailInput.ReportFailed("a defect"),
        ["struck out"] = new VoicemailInput.StruckOut(0),
        ["out again"] = new VoicemailInput.StruckOut(1),
        ["resend"] = new VoicemailInput.ResendAsked(null, "helpdesk"),
        ["resend boss"] = new VoicemailInput.ResendAsked(["boss@example.com"], "helpdesk"),
        ["send again"] = Asked(new VoicemailAction.Resend()),
        ["deliver"] = Asked(new VoicemailAction.Deliver()),
        ["transcribe"] = Asked(new VoicemailAction.Transcribe("google", "de-DE")),
        ["hold"] = Asked(new VoicemailAction.Hold("a complaint")),
        ["release"] = Asked(new VoicemailAction.Release()),
        ["delete"] = Asked(new VoicemailAction.Delete("a prank", AtOnce: false)),
        ["delete now"] = Asked(new VoicemailAction.Delete("a request", AtOnce: true)),
        ["restore"] = Asked(new VoicemailAction.Restore()),
        ["corrected"] = new VoicemailInput.CorrectionMade(1, 0, "Hello.", "helpdesk", null, IsMailed: false),
        ["and mailed"] = new VoicemailInput.CorrectionMade(1, 0, "Hello.", "helpdesk", null, IsMailed: true),
        ["corr. stale"] = new VoicemailInput.CorrectionMade(1, 3, "Hello.", "helpdesk", null, IsMailed: true),
        ["purged"] = new VoicemailInput.ContentPurged(),
    };

    /// <summary>
    /// <c>.</c> for no change; else the stage, one letter per delivery (Pending, dEferred, deLivered, Refused,
    /// Uncertain), a star for InFlight, a mark for Quarantine, one for a hold (#) or a deletion (-), and the effects.
    /// </summary>
    public static string Cell(VoicemailState before, VoicemailStep step)
    {
        var effects = string.Concat(step.Effects.Select(effect => effect switch
        {
            VoicemailEffect.CreateTranscription => "+t",
            VoicemailEffect.Remember => "+i",
            VoicemailEffect.CreateReport => "+r",
            VoicemailEffect.Forget => "+x",
            VoicemailEffect.Answer { Value: ActionAnswer.Done } => "+ok",
            VoicemailEffect.Answer { Value: ActionAnswer.AlreadyUnderWay } => "+busy",
            VoicemailEffect.Answer { Value: ActionAnswer.NotApplicable } => "+never",
            VoicemailEffect.Answer { Value: ActionAnswer.Held } => "+held",
            VoicemailEffect.Answer { Value: ActionAnswer.Deleted } => "+deleted",
            VoicemailEffect.Answer { Value: ActionAnswer.Overtaken } => "+late",
            _ => "+no",
        }));
        if (ReferenceEquals(before, step.State)) return "." + effects;
        var state = step.State;
        var deliveries = string.Concat(state.Deliveries.Select(delivery => "PELRU"[(int)delivery.State]));
        var stage = state.Stage == VoicemailStage.Closed ? $"{state.ClosedAs}" : $"{state.Stage}";
        return $"{stage}:{deliveries}{(state.InFlight is null ? "" : "*")}"
            + $"{(state.Quarantine is null ? "" : "!")}{Kept(state)}{effects}";
    }

    private static string Kept(VoicemailState state) => state switch
    {
        { Hold: not null } => "#",
        { Deletion: { } deletion } => deletion.PurgeAt <= Now ? "-now" : "-",
        _ => "",
    };

    private static VoicemailInput Asked(VoicemailAction action) => new VoicemailInput.ActionAsked(action, "eva");

    private static VoicemailState Deleted(DateTimeOffset purgeAt) =>
        Closed(CloseReason.Delivered, Settled(DeliveryState.Delivered)) with
        {
            Deletion = new Deletion(Now, purgeAt, "eva", "a prank"),
        };

    private static VoicemailState Late(Delivery delivery) =>
        Relaying with { Resends = 1, Deliveries = [delivery with { Round = 1, Earlier = Without }] };

    private static VoicemailInput Finished(string attempt, DeliveryState outcome, Delivery? offered = null) =>
        new VoicemailInput.RelayFinished(attempt, [new RelayOutcome(Anna, outcome, Reply, offered ?? Due)]);

    private static Delivery Settled(DeliveryState state) =>
        Due with { State = state, Attempts = 1, NextAttemptAt = null, Reply = Reply, RepliedAt = Now };

    private static VoicemailState Closed(CloseReason reason, params Delivery[] deliveries) => Relaying with
    {
        Stage = VoicemailStage.Closed, ClosedAs = reason, ClosedAt = Now, Deliveries = deliveries,
    };
}
