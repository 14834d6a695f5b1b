using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>
/// Has those voicemails transcribed again whose mails went out without words that no engine could be asked for. Those
/// that still wait for an engine are left alone: they are tried anyway. The silos do the work, and send each transcript
/// after its mail.
/// </summary>
internal sealed class Backfill(IGrainStore store, IVoicemailDesk desk)
{
    private const int ExportMax = 500;

    /// <summary>
    /// Finds the voicemails received since then, oldest first, and asks for their transcripts; without
    /// <paramref name="order"/> only says what it would do.
    /// </summary>
    /// <param name="since">Voicemails received before are left alone.</param>
    /// <param name="order">Asks for each; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<(CorrelationId Id, DeskResult Result)>> RunAsync(
        DateTimeOffset since, (string By, bool IsMailed)? order, CancellationToken cancellationToken)
    {
        var action = new VoicemailAction.Transcribe(null, null, order?.IsMailed ?? true);
        List<(CorrelationId, DeskResult)> results = [];
        foreach (var id in await FindAsync(since, cancellationToken))
            results.Add((id, order is { By: var by }
                ? await desk.ActAsync(id, action, by, cancellationToken)
                : await desk.ForeseeAsync(id, action, cancellationToken)));
        return results;
    }

    private async Task<IReadOnlyList<CorrelationId>> FindAsync(
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        HashSet<CorrelationId> found = [];
        GrainExport export;
        long position = 0;
        do
        {
            export = await store.ExportAsync(position, ExportMax, cancellationToken);
            position = export.Position;
            foreach (var record in export.Records.Where(record => record.Id.Kind == GrainKinds.Voicemail))
                if (Read(record) is { } state && state.ReceivedAt >= since && state.WentWithout()
                    && await HasGivenUpAsync(state, cancellationToken))
                    found.Add(state.Id);
        }
        while (!export.IsLast);
        return [.. found.Order()];
    }

    private async Task<bool> HasGivenUpAsync(VoicemailState state, CancellationToken cancellationToken) =>
        (await desk.ReadTranscriptionsAsync(state, cancellationToken)).All(made => made.IsDone);

    /// <summary>One that cannot be read is for <c>voicemail verify</c> to name.</summary>
    private static VoicemailState? Read(GrainRecord record)
    {
        try
        {
            return GrainJson.ReadVoicemail(record.State);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
