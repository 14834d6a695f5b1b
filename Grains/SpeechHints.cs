using System.Text.Json;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// What people put right in transcripts, kept in the one HintsGrain, and the names of the directory. A help and no
/// promise: it is learnt after the correction was committed, a crash in between loses the hints of that one correction,
/// and hints that cannot be read never stop a transcription.
/// </summary>
internal static class SpeechHints
{
    /// <summary>
    /// The phrases to expect in a voicemail: those that people put right, newest first, then names of the directory,
    /// the likeliest first.
    /// </summary>
    /// <param name="store">Where they are.</param>
    /// <param name="id">The voicemail.</param>
    /// <param name="voicemail">Its state, if it has been read already.</param>
    /// <param name="directory">Whose names may be said.</param>
    /// <param name="logger">The log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<IReadOnlyList<string>> ReadHintsAsync(
        this IGrainStore store, CorrelationId id, VoicemailState? voicemail, PeopleDirectory directory, ILogger logger,
        CancellationToken cancellationToken)
    {
        var learnt = await store.ReadLearntAsync(logger, cancellationToken);
        if (directory.Entries.Count == 0) return learnt;
        voicemail ??= await store.TryReadVoicemailAsync(id, cancellationToken);
        var recipients = voicemail?.Envelope.Recipients.Select(recipient => recipient.Address) ?? [];
        var names = directory.NamesFor([.. recipients], voicemail?.Facts?.Mailbox);
        return [.. learnt.Concat(names).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static async ValueTask<IReadOnlyList<string>> ReadLearntAsync(
        this IGrainStore store, ILogger logger, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(GrainId.Hints, cancellationToken) is not { } record) return [];
        return Parse(record, logger) is { } state ? [.. state.Hints.Select(hint => hint.Phrase)] : [];
    }

    /// <summary>Adds phrases. Those of a document that cannot be read are left alone, and nothing is learnt.</summary>
    public static async ValueTask LearnHintsAsync(
        this IGrainStore store, IReadOnlyList<string> phrases, DateTimeOffset now, ILogger logger,
        CancellationToken cancellationToken)
    {
        if (phrases.Count == 0) return;
        while (true)
        {
            var record = await store.ReadAsync(GrainId.Hints, cancellationToken);
            var known = record is null ? new HintsState { Hints = [] } : Parse(record, logger);
            if (known is null) return;
            var state = HintRules.Learn(known, phrases, now);
            var put = new GrainWrite.Put(
                GrainId.Hints, record?.Version ?? 0, GrainJson.Write(state), HintRules.DueAt(state, now));
            if ((await store.CommitAsync(new GrainCommit([put]), cancellationToken)).Written) return;
        }
    }

    private static async ValueTask<VoicemailState?> TryReadVoicemailAsync(
        this IGrainStore store, CorrelationId id, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is not { } record) return null;
        try
        {
            return GrainJson.ReadVoicemail(record.State);
        }
        catch (JsonException)
        {
            return null; // its own turn says so
        }
    }

    private static HintsState? Parse(GrainRecord record, ILogger logger)
    {
        try
        {
            return GrainJson.ReadHints(record.State);
        }
        catch (JsonException e)
        {
            GrainLog.HintsUnreadable(logger, e);
            return null;
        }
    }
}
