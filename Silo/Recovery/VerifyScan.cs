using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>
/// Compares store and spool. Theory of operation. The service goes on meanwhile, and what is written in two steps looks
/// wrong between them: content comes before its grain, a purge deletes content before the grain, a report is written
/// before the commit that names it. So what looks wrong is only a suspect, and is looked at again, from the start, when
/// some seconds have passed; and content younger than a minute may still be on its way through intake. What is wrong
/// then stays wrong. All content is read, so damage is found too.
/// </summary>
internal sealed class VerifyScan(
    IGrainStore store, FileSpool spool, IRules<VoicemailPolicies> policies, TimeProvider clock)
{
    private const int ExportMax = 500;

    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IntakeTime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Turns that fail are tried again within minutes, and clocks differ by seconds: later than this is forgotten.
    /// </summary>
    private static readonly TimeSpan LateMost = TimeSpan.FromHours(1);

    /// <summary>Retention is the longest wait there is, and nobody sets it to this.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(36500);

    /// <summary>Grains that were looked at.</summary>
    public long Grains { get; private set; }

    /// <summary>Messages in the spool that were looked at.</summary>
    public long Messages { get; private set; }

    /// <summary>What is wrong, a line each; names grains and messages by their identifiers.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        var (grains, messages) = await SuspectsAsync(cancellationToken);
        if (grains.Count + messages.Count == 0) return [];
        await Task.Delay(SecondLook, clock, cancellationToken);
        List<string> wrong = [];
        foreach (var id in grains)
        {
            if (await store.ReadAsync(id, cancellationToken) is not { } record) continue;
            if (await LookAsync(record, cancellationToken) is { } what) wrong.Add($"{id}: {what}");
        }

        foreach (var id in messages)
            if (await LookAsync(id, cancellationToken) is { } what)
                wrong.Add($"{id}: {what}");
        return wrong;
    }

    private async Task<(List<GrainId> Grains, List<CorrelationId> Messages)> SuspectsAsync(
        CancellationToken cancellationToken)
    {
        List<GrainId> grains = [];
        GrainExport export;
        long position = 0;
        do
        {
            export = await store.ExportAsync(position, ExportMax, cancellationToken);
            position = export.Position;
            foreach (var record in export.Records)
            {
                Grains++;
                if (await LookAsync(record, cancellationToken) is not null) grains.Add(record.Id);
            }
        }
        while (!export.IsLast);

        List<CorrelationId> messages = [];
        foreach (var id in spool.EnumerateIds())
        {
            Messages++;
            if (id.Time > clock.GetUtcNow() - IntakeTime) continue;
            if (await LookAsync(id, cancellationToken) is not null) messages.Add(id);
        }

        return (grains, messages);
    }

    private async ValueTask<string?> LookAsync(GrainRecord record, CancellationToken cancellationToken)
    {
        if (record.DueAt == default || record.DueAt > clock.GetUtcNow() + Never) return "has no due time";
        try
        {
            return record.Id.Kind switch
            {
                GrainKinds.Voicemail =>
                    await LookAsync(record, GrainJson.ReadVoicemail(record.State), cancellationToken),
                GrainKinds.Transcription =>
                    await LookAsync(GrainJson.ReadTranscription(record.State), cancellationToken),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return "its state cannot be read";
        }
    }

    private async ValueTask<string?> LookAsync(
        GrainRecord record, VoicemailState state, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (state.Stage != VoicemailStage.Closed)
        {
            var due = VoicemailMachine.DueAt(state, policies.Current.Of(state), now);
            if (record.DueAt > (due > now ? due : now) + LateMost) return "is due much later than its state asks";
        }
        else if (record.DueAt <= now)
        {
            return null; // about to be purged, or half purged
        }

        try
        {
            using var content = await spool.OpenContentAsync(state.Id, cancellationToken);
            return content is null ? "has no content" : null;
        }
        catch (InvalidDataException)
        {
            return "its content is damaged";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"its content cannot be read: {e.Message}";
        }
    }

    private async ValueTask<string?> LookAsync(TranscriptionState state, CancellationToken cancellationToken)
    {
        // One that is done deletes itself when its voicemail is gone.
        if (state.IsDone) return null;
        var voicemail = await store.ReadAsync(GrainId.Voicemail(state.Id), cancellationToken);
        return voicemail is null ? "is open, and its voicemail does not exist" : null;
    }

    private async ValueTask<string?> LookAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        // The grain first, as the rebuild does: a purge deletes content before it.
        if (await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is not null) return null;
        try
        {
            var message = spool.ReadEnvelope(id)?.ToMessage();
            if (message is null) return null;
            var isWanted = message.ReportOn is null
                || await SpoolRebuild.IsWantedAsync(store, message, cancellationToken);
            return isWanted ? "has content and no grain (voicemail rebuild makes it again)" : null;
        }
        catch (InvalidDataException)
        {
            return "has no grain, and its envelope file is damaged";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"has no grain, and its envelope file cannot be read: {e.Message}";
        }
    }
}
