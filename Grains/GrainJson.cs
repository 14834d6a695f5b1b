using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The stored form of state documents: compact JSON, camel case, enums by name, absent for null.</summary>
public static class GrainJson
{
    /// <summary>Writes a voicemail's state.</summary>
    public static ReadOnlyMemory<byte> Write(VoicemailState state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, GrainJsonContext.Default.VoicemailState);

    /// <summary>Writes a transcription's state.</summary>
    public static ReadOnlyMemory<byte> Write(TranscriptionState state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, GrainJsonContext.Default.TranscriptionState);

    /// <summary>Writes an intake's state.</summary>
    public static ReadOnlyMemory<byte> Write(IntakeState state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, GrainJsonContext.Default.IntakeState);

    /// <summary>Reads a voicemail's state; throws <see cref="JsonException"/> on a damaged document.</summary>
    public static VoicemailState ReadVoicemail(ReadOnlyMemory<byte> document) =>
        JsonSerializer.Deserialize(document.Span, GrainJsonContext.Default.VoicemailState)
        ?? throw new JsonException("The state document is null.");

    /// <summary>Reads a transcription's state; throws <see cref="JsonException"/> on a damaged document.</summary>
    public static TranscriptionState ReadTranscription(ReadOnlyMemory<byte> document) =>
        JsonSerializer.Deserialize(document.Span, GrainJsonContext.Default.TranscriptionState)
        ?? throw new JsonException("The state document is null.");

    /// <summary>Reads an intake's state; throws <see cref="JsonException"/> on a damaged document.</summary>
    public static IntakeState ReadIntake(ReadOnlyMemory<byte> document) =>
        JsonSerializer.Deserialize(document.Span, GrainJsonContext.Default.IntakeState)
        ?? throw new JsonException("The state document is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(VoicemailState))]
[JsonSerializable(typeof(TranscriptionState))]
[JsonSerializable(typeof(IntakeState))]
internal sealed partial class GrainJsonContext : JsonSerializerContext;
