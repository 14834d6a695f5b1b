using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Reads the store the way turns and the desk want it.</summary>
internal static class StoreReading
{
    /// <summary>
    /// The transcriptions of a message, by recording number. One that does not exist is left out; one that cannot be
    /// read (damaged, or written by a newer version) is one that has no result, for the mail must not wait for it.
    /// </summary>
    public static async ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        this IGrainStore store, VoicemailState state, CancellationToken cancellationToken)
    {
        List<TranscriptionState> found = [];
        foreach (var recording in state.Facts?.Recordings ?? [])
        {
            var record = await store.ReadAsync(GrainId.Transcription(state.Id, recording.Number), cancellationToken);
            if (record is not null) found.Add(ReadOrOpen(record, state, recording.Number));
        }

        return found;
    }

    private static TranscriptionState ReadOrOpen(GrainRecord record, VoicemailState state, int number)
    {
        try
        {
            return GrainJson.ReadTranscription(record.State);
        }
        catch (JsonException)
        {
            // Its own grain says so in the log whenever it is due.
            return new TranscriptionState
            {
                Id = state.Id, Number = number, CreatedAt = state.ReceivedAt, Language = "",
            };
        }
    }
}
