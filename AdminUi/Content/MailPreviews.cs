using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Rules;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// The mails of a voicemail: as it was received, and as the recipient sees it, which is composed anew from what was
/// received, see <see cref="SentMail"/>. The page refreshes itself, so what was read for display (which is small) is
/// kept for a minute for as long as state and transcripts are the same.
/// </summary>
internal sealed class MailPreviews(
    ISpool spool, IVoicemailDesk desk, IMailComposer composer, IMailView view, IRules<VoicemailPolicies> policies,
    FormerPolicies former, ILogger<MailPreviews> logger)
    : IDisposable
{
    private const int KeptMax = 64;

    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = KeptMax });

    /// <summary>The mail as the recipients have it, or as it would be sent.</summary>
    public SentMail SentOf(VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        SentMail.Of(state, transcriptions, since => former.HaveChanged(state, since));

    /// <summary>
    /// The mail for display; null when its content is purged or damaged. The sent one is composed from what is given:
    /// that of <see cref="SentOf"/>, for what the recipients have.
    /// </summary>
    public async ValueTask<MailContent?> ReadAsync(
        VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, MailSide side,
        CancellationToken cancellationToken)
    {
        // What the mail depends on: its facts, once read, never change; the transcripts and the policy do.
        var heard = string.Join(',', transcriptions.Select(t => t.Result?.At.UtcTicks ?? 0));
        var policy = policies.Current.Of(state);
        var decided = (policy.SubjectTag, string.Join(',', policy.RemovedHeaders), policy.Language);
        var key = (state.Id, side, state.Facts is null, state.MailStatus, heard, state.CorrectionCount(), decided);
        if (kept.TryGetValue(key, out MailContent? known)) return known;
        using var received = await spool.OpenIntactAsync(state.Id, logger, cancellationToken);
        if (received is null) return null;
        var mail = view.Read(side == MailSide.Received
            ? received.Octets : Compose(received.Octets, state, transcriptions));
        kept.Set(key, mail, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = KeepFor, Size = 1 });
        return mail;
    }

    /// <summary>The mail for display by its identifier; null when there is none.</summary>
    public async ValueTask<MailContent?> ReadAsync(
        CorrelationId id, MailSide side, CancellationToken cancellationToken)
    {
        if (await desk.ReadAsync(id, cancellationToken) is not { } state) return null;
        var transcriptions = await desk.ReadTranscriptionsAsync(state, cancellationToken);
        if (side == MailSide.Received) return await ReadAsync(state, transcriptions, side, cancellationToken);
        var sent = SentOf(state, transcriptions);
        return await ReadAsync(sent.State, sent.Transcriptions, side, cancellationToken);
    }

    /// <summary>A part of a mail; null when there is none.</summary>
    public async ValueTask<MailPartContent?> ReadPartAsync(
        CorrelationId id, MailSide side, int number, CancellationToken cancellationToken) =>
        await OctetsAsync(id, side, cancellationToken) is { } mail ? view.ReadPart(mail.Octets, number) : null;

    /// <summary>The mail's octets, and whether they were received or sent so; null when there is none.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Octets, bool IsFact)?> OctetsAsync(
        CorrelationId id, MailSide side, CancellationToken cancellationToken)
    {
        using var received = await spool.OpenIntactAsync(id, logger, cancellationToken);
        if (received is null) return null;
        if (side == MailSide.Received) return (received.Octets.ToArray(), true);
        if (await desk.ReadAsync(id, cancellationToken) is not { } state) return null;
        var sent = SentOf(state, await desk.ReadTranscriptionsAsync(state, cancellationToken));
        return (Compose(received.Octets, sent.State, sent.Transcriptions), sent.IsAsSent);
    }

    public void Dispose() => kept.Dispose();

    private ReadOnlyMemory<byte> Compose(
        ReadOnlyMemory<byte> received, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions)
    {
        // Before its first turn nobody has read the message: it is shown as it came. A report is sent so.
        if (state.Facts is null) return received.ToArray();
        var pieces = composer.Compose(received, state, transcriptions).Content;
        var mail = new byte[pieces.Sum(piece => (long)piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(mail.AsMemory(at));
            at += piece.Length;
        }

        return mail;
    }
}
