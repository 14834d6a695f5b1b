using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi.Operations;

/// <summary>Reports of a site with three processes and a week behind it, for the pages.</summary>
internal sealed class SampleReports(TimeProvider clock) : IOperationsReports
{
    public List<NodeReport> Nodes { get; } = [];

    public List<MeterSlot> Slots { get; } = [];

    /// <summary>Those of ten seconds.</summary>
    public List<MeterSlot> Recent { get; } = [];

    public List<SeriesExemplars> Exemplars { get; } = [];

    /// <summary>Thrown by every call while set.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<IReadOnlyList<NodeReport>> ReadNodesAsync(CancellationToken cancellationToken) =>
        Failure is null ? new([.. Nodes]) : throw Failure;

    public ValueTask<IReadOnlyList<MeterSlot>> ReadSlotsAsync(
        SlotLength length, DateTimeOffset since, CancellationToken cancellationToken) =>
        Failure is null ? new([.. (length == SlotLength.TenSeconds ? Recent : Slots).Where(slot => slot.Start >= since)]) : throw Failure;

    public ValueTask<IReadOnlyList<SeriesExemplars>> ReadExemplarsAsync(string instrument, CancellationToken cancellationToken) =>
        Failure is null ? new([.. Exemplars.Where(series => MeterKey.Is(series.Key, instrument))]) : throw Failure;

    /// <summary>A process that is well.</summary>
    public static NodeReport Node(string name, DateTimeOffset at, params string[] roles) => new()
    {
        Name = name, Host = name + ".example.org", ProcessId = 4711, Version = "0.1.0", Roles = roles,
        StartedAt = at.AddDays(-3).AddHours(-4), WrittenAt = at, ProcessorShare = 0.23, MemoryBytes = 231_000_000,
        TurnSlots = roles.Contains("silo") ? 32 : 0,
        Components =
        [
            new("store", ComponentHealth.Healthy, "Writes are acknowledged.", new Dictionary<string, string>()),
            .. roles.Contains("silo")
                ? new ComponentReport[]
                {
                    new("smarthost", ComponentHealth.Healthy, "relaying",
                        new Dictionary<string, string> { ["lastSuccess"] = at.ToString("O"), ["lastFailure"] = "never" }),
                    new("speech", ComponentHealth.Healthy, null, new Dictionary<string, string> { ["google"] = "in service" }),
                }
                : [],
        ],
        Levels = new Dictionary<string, double>
        {
            ["voicemail.grain.turns.running"] = 7, ["voicemail.grain.total{kind=\"voicemail\"}"] = 1204,
            ["voicemail.grain.total{kind=\"transcription\"}"] = 1187, ["voicemail.grain.due{kind=\"voicemail\"}"] = 2,
            ["voicemail.grain.due.age{kind=\"voicemail\"}"] = 4, ["voicemail.journal.free"] = 213e9,
            ["voicemail.smtp.sessions.open"] = 3, ["voicemail.smarthost.connections"] = 2,
        },
        Troubles = [],
    };

    /// <summary>Three processes, one of which has vanished, and counts for a week.</summary>
    public void FillWithTrouble()
    {
        var now = clock.GetUtcNow();
        Nodes.Clear();
        Slots.Clear();
        Recent.Clear();
        var silo = Node("silo-1", now, "silo") with
        {
            Troubles =
            [
                new("GrainLog: SpeechUnavailable", TroubleLevel.Warning, SampleVoicemails.Hostile, 12,
                    now.AddHours(-2), now.AddMinutes(-4), CorrelationId.Create(now, new byte[10])),
                new("SmarthostLog: Refused", TroubleLevel.Error, "mail.example.org: 421 4.3.2 Not now", 3,
                    now.AddHours(-1), now.AddMinutes(-9), null),
            ],
            Components =
            [
                new("smarthost", ComponentHealth.Degraded, "HostRefused: 421 4.3.2 Not now",
                    new Dictionary<string, string> { ["lastSuccess"] = now.AddMinutes(-9).ToString("O") }),
                new("speech", ComponentHealth.Healthy, null, new Dictionary<string, string> { ["google"] = "in service" }),
            ],
        };
        Nodes.AddRange([Node("gate-1", now, "gateway", "admin"), silo, Node("silo-2", now.AddMinutes(-3), "silo")]);
        for (var i = 0; i < 8 * 24 * 4; i++) Slots.Add(Slot(now.AddMinutes(-2 - 15 * i), i));
        for (var i = 0; i < 90; i++) Recent.Add(Slot(now.AddSeconds(-10 * i), i));
    }

    private static MeterSlot Slot(DateTimeOffset start, int i)
    {
        var much = Math.Round(14 + 12 * Math.Sin(i / 15.3) + i % 5);
        return new MeterSlot(
            start,
            new Dictionary<string, double>
            {
                ["voicemail.smtp.accepted"] = much, ["voicemail.smtp.sessions"] = much,
                ["voicemail.smtp.refused{code=\"550\"}"] = i % 9 == 0 ? 2 : 0.0,
                ["voicemail.relay.recipients{outcome=\"delivered\"}"] = much,
                ["voicemail.relay.recipients{outcome=\"deferred\"}"] = i % 6 == 0 ? 3 : 0.0,
                ["voicemail.relay.recipients{outcome=\"refused\"}"] = i % 13 == 0 ? 1 : 0.0,
                ["voicemail.relay.late_transcripts"] = i % 24 == 0 ? 2 : 0.0,
                ["voicemail.grain.turns{kind=\"voicemail\",outcome=\"done\"}"] = much * 4,
                ["voicemail.speech.requests{engine=\"google\",outcome=\"heard\"}"] = much,
                ["voicemail.speech.requests{engine=\"google\",outcome=\"transient\"}"] = i % 8 == 0 ? 2 : 0.0,
                ["voicemail.speech.billed{engine=\"google\"}"] = much * 21,
            },
            new Dictionary<string, double> { ["voicemail.grain.due{kind=\"voicemail\"}"] = i % 4 },
            new Dictionary<string, IReadOnlyList<SpreadBucket>>
            {
                ["voicemail.delivery.duration"] = [new(7.5, 10, 6), new(10, 15, (long)much), new(20, 30, 2)],
                ["voicemail.grain.turn.duration{kind=\"voicemail\"}"] = [new(0.005, 0.01, 30), new(0.05, 0.1, 3)],
                ["voicemail.smtp.acknowledgement"] = [new(0.0025, 0.005, (long)much), new(0.01, 0.025, 1)],
                ["voicemail.speech.duration{engine=\"google\"}"] = [new(0.5, 1, (long)much)],
            });
    }
}
