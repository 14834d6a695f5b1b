using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// An entry as stored: one line of JSON, ASCII, with its number in the chain and the SHA-256 of the line before it (of
/// its octets without the line end; zeros before the first).
/// </summary>
internal sealed record AuditLine(
    [property: JsonPropertyName("n")] long Number,
    string Prev,
    DateTimeOffset At,
    string Who,
    string From,
    string Action,
    string? What = null,
    string? Object = null,
    string? Why = null)
{
    /// <summary>What the first line of a chain names as the one before it.</summary>
    public static string NoHash { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    public static AuditLine Of(AuditEntry entry, long number, string previous) => new(
        number, previous, entry.At, entry.Who, entry.From, entry.Action, entry.What, entry.Object, entry.Why);

    /// <summary>The line; null when it is none.</summary>
    public static AuditLine? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    public AuditRecord ToRecord(string node) =>
        new(new AuditEntry(At, Who, From, Action, What, Object, Why), new AuditPlace(At, node, Number));

    /// <summary>Without the line end.</summary>
    public byte[] ToOctets() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditLine);
}

/// <summary>The stored JSON: compact, camel case, nothing outside of ASCII.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class AuditJson : JsonSerializerContext;
