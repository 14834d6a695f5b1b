using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// The stored form of state documents: compact JSON (camel case, enums by name, absent for null), packed by
/// <see cref="StateEncoding"/>. A document says its format; all older ones are read, and what is read is of the newest.
/// Format 2 of a transcription has its words in columns, see <see cref="WordColumns"/> for what that rounds. Golden
/// files of every form that was ever written are in Tests/TestData/States.
/// </summary>
public static class GrainJson
{
    // Nothing here is put into HTML, and what escapes make of Cyrillic takes three times the room.
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a voicemail's state.</summary>
    public static ReadOnlyMemory<byte> Write(VoicemailState state) =>
        Write(state, GrainJsonContext.Default.VoicemailState);

    /// <summary>
    /// Writes a transcription's state. Times of words are rounded to the millisecond, confidences down to the
    /// hundredth.
    /// </summary>
    public static ReadOnlyMemory<byte> Write(TranscriptionState state) =>
        Write(state, GrainJsonContext.Default.TranscriptionState);

    /// <summary>Writes an intake's state.</summary>
    public static ReadOnlyMemory<byte> Write(IntakeState state) => Write(state, GrainJsonContext.Default.IntakeState);

    /// <summary>
    /// Reads a voicemail's state; throws <see cref="JsonException"/> on a damaged document and on one that a newer
    /// version of the program wrote.
    /// </summary>
    public static VoicemailState ReadVoicemail(ReadOnlyMemory<byte> document)
    {
        var state = Read(document, GrainJsonContext.Default.VoicemailState);
        return state with { Format = Upgrade(state.Format, VoicemailState.NewestFormat) };
    }

    /// <summary>Reads a transcription's state; throws as <see cref="ReadVoicemail"/> does.</summary>
    public static TranscriptionState ReadTranscription(ReadOnlyMemory<byte> document)
    {
        var state = Read(document, GrainJsonContext.Default.TranscriptionState);
        return state with { Format = Upgrade(state.Format, TranscriptionState.NewestFormat) };
    }

    /// <summary>Reads an intake's state; throws as <see cref="ReadVoicemail"/> does.</summary>
    public static IntakeState ReadIntake(ReadOnlyMemory<byte> document)
    {
        var state = Read(document, GrainJsonContext.Default.IntakeState);
        return state with { Format = Upgrade(state.Format, IntakeState.NewestFormat) };
    }

    /// <summary>Writes the hints.</summary>
    public static ReadOnlyMemory<byte> Write(HintsState state) => Write(state, GrainJsonContext.Default.HintsState);

    /// <summary>Reads the hints; throws as <see cref="ReadVoicemail"/> does.</summary>
    public static HintsState ReadHints(ReadOnlyMemory<byte> document)
    {
        var state = Read(document, GrainJsonContext.Default.HintsState);
        return state with { Format = Upgrade(state.Format, HintsState.NewestFormat) };
    }

    private static ReadOnlyMemory<byte> Write<T>(T state, JsonTypeInfo<T> type)
    {
        var json = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(json, Plainly)) JsonSerializer.Serialize(writer, state, type);
        return StateEncoding.Encode(json.WrittenMemory);
    }

    private static T Read<T>(ReadOnlyMemory<byte> document, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(StateEncoding.Decode(document).Span, type)
        ?? throw new JsonException("The state document is null.");

    private static int Upgrade(int format, int newest) => format <= newest
        ? newest
        : throw new JsonException(
            $"The state document is of format {format}, and this version knows {newest}: a newer one wrote it.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(WordColumnsJsonConverter)])]
[JsonSerializable(typeof(VoicemailState))]
[JsonSerializable(typeof(TranscriptionState))]
[JsonSerializable(typeof(IntakeState))]
[JsonSerializable(typeof(HintsState))]
[JsonSerializable(typeof(List<TranscriptWord>))]
[JsonSerializable(typeof(WordColumns))]
internal sealed partial class GrainJsonContext : JsonSerializerContext;
