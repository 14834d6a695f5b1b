using System.Diagnostics;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// Judges a row by three ledgers that know nothing of each other: what the PBX was told, what the smarthost took, and
/// what the states in the store say. Always true: every recipient of every mail with a 250 has it, or its sender has a
/// report that names him, or it is parked; nobody has more copies than one, plus one for each attempt that his
/// voicemail itself calls uncertain; nothing reached the smarthost that the PBX did not send, but for a late transcript,
/// which only who has the mail it answers may have, and once.
/// </summary>
internal sealed class Oracle(IReadOnlyCollection<PbxMail> sent, IReadOnlyCollection<SunkMail> taken, IReadOnlyDictionary<string, VoicemailState> states)
{
    private readonly ILookup<string?, SunkMail> copies = taken.Where(mail => !IsReport(mail) && !IsLate(mail)).ToLookup(mail => mail.Header("Message-ID"));
    private readonly ILookup<string?, SunkMail> late = taken.Where(IsLate).ToLookup(mail => mail.Header("In-Reply-To"));
    private readonly ILookup<string?, VoicemailState> voicemails = states.Values.Where(state => state.ReportOn is null).ToLookup(state => state.Facts?.MessageId);
    private readonly List<string> reports = [.. taken.Where(IsReport).Select(mail => mail.Text)];
    private readonly List<string> wrong = [];
    private readonly List<(string? Id, string Story)> doubts = [];

    /// <summary>
    /// A store that lost what it had acknowledged lost what it knew of attempts too: then copies beyond the first are
    /// counted and not judged.
    /// </summary>
    public bool StoreFellBack { get; init; }

    /// <summary>Counts, and throws with everything that is wrong.</summary>
    public FaultFigures Judge()
    {
        var known = sent.Select(mail => mail.MessageId).ToHashSet();
        foreach (var stranger in late.Where(group => !known.Contains(group.Key!))) wrong.Add($"nobody sent {stranger.Key}, which has a late transcript");
        foreach (var stranger in copies.Where(group => !known.Contains(group.Key!))) wrong.Add($"nobody sent {stranger.Key}");
        var verdicts = sent.SelectMany(mail => mail.Recipients.Select(recipient => Judge(mail, recipient))).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)) + $"\n({wrong.Count} in all)");
        return new FaultFigures
        {
            Mails = sent.Count(mail => mail.Id is not null),
            Accepted = verdicts.Count,
            Delivered = verdicts.Count(verdict => verdict.End == "delivered"),
            Bounced = verdicts.Count(verdict => verdict.End == "bounced"),
            Parked = verdicts.Count(verdict => verdict.End == "parked"),
            Extra = verdicts.Sum(verdict => verdict.Extra),
            Uncertain = verdicts.Sum(verdict => verdict.Uncertain),
            Resubmitted = sent.Sum(mail => mail.Tries - 1),
            Doubts = doubts,
            LongestWait = sent.Select(Wait).DefaultIfEmpty().Max(),
        };
    }

    private (string End, int Extra, int Uncertain) Judge(PbxMail mail, string recipient)
    {
        var had = copies[mail.MessageId].Count(copy => copy.Recipients.Contains(recipient));
        var deliveries = voicemails[mail.MessageId].SelectMany(state => state.Deliveries).Where(delivery => delivery.Recipient == recipient).ToList();
        var uncertain = deliveries.Sum(delivery => delivery.UncertainAttempts + (delivery.Earlier?.UncertainAttempts ?? 0));
        var followed = late[mail.MessageId].Count(copy => copy.Recipients.Contains(recipient));
        if (followed > (had == 0 ? 0 : 1 + uncertain) && !StoreFellBack) wrong.Add($"{followed} late transcripts of {mail.MessageId} reached {recipient}; {Tell(mail)}");
        var extra = Math.Max(0, had - 1);
        if (extra > uncertain && !StoreFellBack) wrong.Add($"{mail.MessageId} reached {recipient} {had} times, {uncertain} attempts were uncertain; {Tell(mail)}");
        if (uncertain > 0 && !voicemails[mail.MessageId].Any(state => state.History.Any(line => line.Event == "uncertain")))
            wrong.Add($"{mail.MessageId}: an uncertain attempt to {recipient} is not in its history");
        if (extra + uncertain > 0) doubts.Add((mail.Id, $"{mail.MessageId} reached {recipient} {had} times; {Tell(mail)}"));
        return (End(mail, recipient, had, deliveries), extra, uncertain);
    }

    private string End(PbxMail mail, string recipient, int had, List<Delivery> deliveries)
    {
        var refused = deliveries.FirstOrDefault(delivery => delivery.State == DeliveryState.Refused);
        if (had > 0)
        {
            if (refused is { UncertainAttempts: 0 }) wrong.Add($"{mail.MessageId} to {recipient} was delivered and refused; {Tell(mail)}");
            return "delivered";
        }

        var isReported = reports.Any(report => report.Contains(mail.MessageId, StringComparison.Ordinal) && report.Contains(recipient, StringComparison.Ordinal));
        if (refused is { IsReported: true } && isReported) return "bounced";
        if (refused is { IsReported: false } && voicemails[mail.MessageId].Any(state => state.ClosedAs == CloseReason.Parked)) return "parked";
        wrong.Add($"{mail.MessageId} never reached {recipient}; {Tell(mail)}");
        return "lost";
    }

    private string Tell(PbxMail mail)
    {
        var stories = voicemails[mail.MessageId].Select(state => $"{state.Id} {state.Stage} {state.ClosedAs}: {string.Join(" | ", state.History.Select(line => $"{line.Event}: {line.Detail}"))}");
        return $"submitted {mail.Tries} times ({string.Join(", ", mail.Troubles)}), accepted as {mail.Id}; states: {string.Join(" ;; ", stories)}";
    }

    private TimeSpan Wait(PbxMail mail)
    {
        if (mail.AcceptedAt == 0 || !copies.Contains(mail.MessageId)) return TimeSpan.Zero;
        var first = copies[mail.MessageId].Min(copy => copy.At);
        return first <= mail.AcceptedAt ? TimeSpan.Zero : Stopwatch.GetElapsedTime(mail.AcceptedAt, first);
    }

    private static bool IsLate(SunkMail mail) => mail.Header("Auto-Submitted") == "auto-generated";

    private static bool IsReport(SunkMail mail) =>
        mail.ReversePath.Length == 0 && mail.Header("Content-Type")?.Contains("multipart/report", StringComparison.Ordinal) == true;
}
