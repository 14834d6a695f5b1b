using System.Text.Json;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// What people put right in transcripts, kept in the one HintsGrain. A help and no promise: it is learnt after the
/// correction was committed, a crash in between loses the hints of that one correction, and hints that cannot be read
/// never stop a transcription.
/// </summary>
internal static class SpeechHints
{
    /// <summary>The phrases to expect, newest first.</summary>
    public static async ValueTask<IReadOnlyList<string>> ReadHintsAsync(
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
