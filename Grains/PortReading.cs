using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Readings of store and spool that several share.</summary>
internal static class PortReading
{
    /// <summary>The transcriptions of a message, by recording number. One that does not exist is left out.</summary>
    public static async ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        this IGrainStore store, VoicemailState state, CancellationToken cancellationToken)
    {
        List<TranscriptionState> found = [];
        foreach (var recording in state.Facts?.Recordings ?? [])
        {
            var record = await store.ReadAsync(GrainId.Transcription(state.Id, recording.Number), cancellationToken);
            if (record is not null) found.Add(GrainJson.ReadTranscription(record.State));
        }

        return found;
    }

    /// <summary>The deliveries that the spool has on record.</summary>
    public static async ValueTask<IReadOnlyList<RelayOutcome>> ReadMarksAsync(
        this ISpool spool, CorrelationId id, CancellationToken cancellationToken)
    {
        var marks = await spool.ReadDeliveredAsync(id, cancellationToken);
        return [.. marks.Select(mark => new RelayOutcome(mark.Recipient, DeliveryState.Delivered, mark.Reply))];
    }
}
