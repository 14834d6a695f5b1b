using System.Text.Json.Serialization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>The stored JSON of journal and spool: compact, camel case, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalHeader))]
[JsonSerializable(typeof(ReceivedMail))]
[JsonSerializable(typeof(DeliveredMark))]
internal sealed partial class SpoolJson : JsonSerializerContext;
