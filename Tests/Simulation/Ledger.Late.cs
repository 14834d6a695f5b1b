using System.Text;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>
/// Transcripts that come after the mail. Told from the mails themselves, which say of each recording how far it was: a
/// late one must bring words that no copy before it had, and who went without must have been sent what came.
/// </summary>
internal sealed partial class Ledger
{
    private const string Open = nameof(Open);

    private readonly Dictionary<(CorrelationId, string), List<(int Round, bool IsLate, string[] Recordings)>> shown = [];
    private readonly Dictionary<(CorrelationId, int), bool> words = [];
    private readonly Dictionary<CorrelationId, HashSet<int>> lateRounds = [];
    private readonly HashSet<CorrelationId> excused = [];

    /// <summary>The late mails that smarthosts took.</summary>
    public int LateCopies => shown.Values.Sum(mails => mails.Count(mail => mail.IsLate));

    /// <summary>A mark is about a late transcript.</summary>
    public bool IsLate(CorrelationId id, DeliveredMark mark) =>
        known[id].Deliveries.Any(delivery => delivery.IsLate && delivery.Recipient == mark.Recipient);

    private void TakenWith(RelayRequest request, string recipient, int round)
    {
        var first = Encoding.UTF8.GetString(request.Content[0].Span).Split([": ", "\r\n"], 3, StringSplitOptions.None);
        if (first is not [var how, var statuses, ..] || how is not ("Composed" or "Resent" or "Late")) return;
        var recordings = statuses.Split(',');
        if (!shown.TryGetValue((request.Id, recipient), out var before)) shown[(request.Id, recipient)] = before = [];
        Require(request.IsLate == (how == "Late"), request.Id, $"has a mail of another kind than {how}");
        if (request.IsLate && !IsDoubtful(request.Id, recipient))
        {
            var others = before.Where(mail => mail.Round != round).ToList();
            Require(others.Count > 0, request.Id, $"brings {recipient} a transcript of what never arrived");
            Require(Enumerable.Range(0, recordings.Length).Any(n =>
                    HasWords(recordings[n]) && !others.Exists(mail => HasWords(mail.Recordings[n]))),
                request.Id, $"brings {recipient} a transcript again");
        }

        before.Add((round, request.IsLate, recordings));
    }

    private void Transcribed(GrainWrite.Put put)
    {
        var state = GrainJson.ReadTranscription(put.State);
        words[(state.Id, state.Number)] = state.IsDone && HasWords($"{state.Result!.Status}");
    }

    /// <summary>A late mail is only begun where nothing forbids it.</summary>
    private void CheckLate(VoicemailState? before, VoicemailState state)
    {
        var isForbidden = state is { Hold: not null } or { Deletion: not null } or { Quarantine: not null }
            or { ClosedAs: CloseReason.Parked } or { IsLateUnwanted: true };
        if (isForbidden || state.History.Any(line => line.Detail.EndsWith("has the mail without it.", StringComparison.Ordinal)))
            excused.Add(state.Id);
        foreach (var late in state.Deliveries.Where(delivery => delivery.IsLate))
        {
            if (!lateRounds.TryGetValue(state.Id, out var rounds)) lateRounds[state.Id] = rounds = [];
            if (!rounds.Add(late.Round) || before is null) continue;
            Require(late.Earlier is { State: DeliveryState.Delivered, IsLate: false }, state.Id,
                $"is late for {late.Recipient}, who has no mail yet");
            Require(before is { Hold: null, Deletion: null, Quarantine: null, IsLateUnwanted: false }
                and not { ClosedAs: CloseReason.Parked or CloseReason.Duplicate },
                state.Id, "is followed although that was forbidden");
        }
    }

    /// <summary>Its time is over: who has it without words that came has been sent them.</summary>
    private void CheckFollowed(VoicemailState last)
    {
        if (excused.Contains(last.Id) || world.ClockMayJump || fallbacks.ContainsKey(last.Id)) return;
        foreach (var delivery in last.Deliveries.Where(delivery => delivery.State == DeliveryState.Delivered))
        {
            if (IsDoubtful(last.Id, delivery.Recipient)) continue;
            if (!shown.TryGetValue((last.Id, delivery.Recipient), out var mails)) continue;
            for (var n = 0; n < mails[0].Recordings.Length; n++)
                Require(!words.GetValueOrDefault((last.Id, n + 1)) || mails.Exists(mail => mail.Recordings[n] != Open),
                    last.Id, $"never brought {delivery.Recipient} the words of recording {n + 1}");
        }
    }

    private int LateRounds(CorrelationId id) => lateRounds.GetValueOrDefault(id)?.Count ?? 0;

    private bool IsDoubtful(CorrelationId id, string recipient) =>
        fallbacks.ContainsKey(id)
        || doubts.Any(doubt => doubt.Key.Item1 == id && doubt.Key.Item2 == recipient && doubt.Value > 0);

    private static bool HasWords(string status) =>
        status is nameof(TranscriptStatus.Transcribed) or nameof(TranscriptStatus.Partial);
}
