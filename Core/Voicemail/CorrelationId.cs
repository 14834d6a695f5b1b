using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// The name of one message from the reply to its final dot until its purge: 26 lower-case characters of Crockford's
/// base 32 (no i, l, o, u, so it can be read out on the phone). The first ten are the time of receipt in milliseconds,
/// so identifiers sort by time and the day of a content file follows from its name; the rest is random.
/// </summary>
[JsonConverter(typeof(CorrelationIdJsonConverter))]
public readonly record struct CorrelationId : IComparable<CorrelationId>
{
    /// <summary>Characters in an identifier.</summary>
    public const int Length = 26;

    /// <summary>Random octets an identifier takes.</summary>
    public const int EntropyLength = 10;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly string? value;

    private CorrelationId(string value) => this.value = value;

    /// <summary>The text form; 26 zeros for the default value.</summary>
    public string Value => value ?? new string('0', Length);

    /// <summary>The time of receipt, to the millisecond, in UTC.</summary>
    public DateTimeOffset Time
    {
        get
        {
            long milliseconds = 0;
            foreach (var c in Value.AsSpan(0, 10)) milliseconds = (milliseconds << 5) | (long)Alphabet.IndexOf(c);
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
    }

    /// <summary>The same as a number: 26 digits of 32, the first at most 7, are 128 bits.</summary>
    public UInt128 Number
    {
        get
        {
            UInt128 number = 0;
            foreach (var c in Value) number = (number << 5) | (uint)Alphabet.IndexOf(c, StringComparison.Ordinal);
            return number;
        }
    }

    /// <summary>The UTC day of receipt as <c>yyyy-MM-dd</c>: the folder of the content file.</summary>
    public string Day => Time.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Makes an identifier from a time (from 1970 on) and <see cref="EntropyLength"/> random octets.</summary>
    public static CorrelationId Create(DateTimeOffset time, ReadOnlySpan<byte> entropy)
    {
        if (entropy.Length != EntropyLength)
            throw new ArgumentException($"needs {EntropyLength} octets", nameof(entropy));
        Span<char> text = stackalloc char[Length];
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        for (var i = 9; i >= 0; i--, milliseconds >>= 5) text[i] = Alphabet[(int)(milliseconds & 31)];
        for (var i = 0; i < 16; i++)
        {
            var bit = i * 5;
            var pair = (entropy[bit / 8] << 8) | (bit / 8 + 1 < entropy.Length ? entropy[bit / 8 + 1] : 0);
            text[10 + i] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }

        return new CorrelationId(new string(text));
    }

    /// <summary>
    /// The identifier of a message that follows from this one (its DSN, say): always the same for the same purpose, so
    /// that making it twice makes one. It carries this identifier's time.
    /// </summary>
    public CorrelationId Derive(string purpose) =>
        Create(Time, SHA256.HashData(Encoding.UTF8.GetBytes(Value + "/" + purpose)).AsSpan(0, EntropyLength));

    /// <summary>Reads the text form; upper case is accepted.</summary>
    public static bool TryParse(string? text, out CorrelationId id)
    {
        id = default;
        if (text is not { Length: Length }) return false;
        var lower = text.ToLowerInvariant();
        foreach (var c in lower)
            if (!Alphabet.Contains(c, StringComparison.Ordinal)) return false;
        if (lower[0] > '7') return false;
        id = new CorrelationId(lower);
        return true;
    }

    /// <summary>Reads the text form or throws <see cref="FormatException"/>.</summary>
    public static CorrelationId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a correlation ID.");

    /// <inheritdoc/>
    public int CompareTo(CorrelationId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Writes a correlation ID as a JSON string.</summary>
public sealed class CorrelationIdJsonConverter : JsonConverter<CorrelationId>
{
    /// <inheritdoc/>
    public override CorrelationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CorrelationId.Parse(reader.GetString() ?? "");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CorrelationId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
