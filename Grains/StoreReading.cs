using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Reads the store the way turns and the desk want it.</summary>
internal static class StoreReading
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
}
