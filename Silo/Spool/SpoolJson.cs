using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The stored JSON of journal and spool: compact, camel case, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalHeader))]
[JsonSerializable(typeof(ReceivedMail))]
[JsonSerializable(typeof(DeliveredMark))]
[JsonSerializable(typeof(ClosedMark))]
internal sealed partial class SpoolJson : JsonSerializerContext;
