using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>The stored JSON of reports and slots: compact, camel case, enums by name.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(SpreadBucketJsonConverter)])]
[JsonSerializable(typeof(NodeReport))]
[JsonSerializable(typeof(MeterSlot))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<Exemplar>>))]
internal sealed partial class OperationsJson : JsonSerializerContext;

/// <summary>A bucket as <c>[from,to,count]</c>: there are many of them.</summary>
internal sealed class SpreadBucketJsonConverter : JsonConverter<SpreadBucket>
{
    public override SpreadBucket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Read();
        var from = reader.GetDouble();
        reader.Read();
        double? to = reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();
        reader.Read();
        var count = reader.GetInt64();
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("A bucket has three numbers.");
        return new SpreadBucket(from, to, count);
    }

    public override void Write(Utf8JsonWriter writer, SpreadBucket value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.From);
        if (value.To is { } to) writer.WriteNumberValue(to);
        else writer.WriteNullValue();
        writer.WriteNumberValue(value.Count);
        writer.WriteEndArray();
    }
}
