using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// One reply, decoded. Small enough to pass by value; a bulk reply owns its bytes. Reading it as something it is not
/// throws <see cref="InvalidCastException"/>: the scripts and this code disagree then.
/// </summary>
internal readonly struct RespValue
{
    private readonly object? content; // byte[], string or RespValue[]
    private readonly long number;

    private RespValue(RespKind kind, object? content, long number)
    {
        Kind = kind;
        this.content = content;
        this.number = number;
    }

    /// <summary>What it is.</summary>
    public RespKind Kind { get; }

    /// <summary>Nothing came: no such key or field.</summary>
    public bool IsNull => Kind == RespKind.Null;

    /// <summary>The server refused; <see cref="Text"/> says why.</summary>
    public bool IsError => Kind == RespKind.Error;

    /// <summary>The items of a list, keys and values in turn for a map; empty for everything else.</summary>
    public IReadOnlyList<RespValue> Items => content as RespValue[] ?? [];

    /// <summary>The bytes of a bulk reply; a status or error as UTF-8; empty for everything else.</summary>
    public ReadOnlyMemory<byte> Bytes => content switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };

    /// <summary>As text: bulk replies as UTF-8, numbers in decimal; null for nothing and for lists.</summary>
    public string? Text => content switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => Kind is RespKind.Integer or RespKind.Boolean ? number.ToString(CultureInfo.InvariantCulture) : null,
    };

    /// <summary>
    /// As a whole number: an integer or Boolean reply, or a bulk or status reply that is one in decimal.
    /// </summary>
    public long Integer => Kind switch
    {
        RespKind.Integer or RespKind.Boolean => number,
        RespKind.Bulk when content is byte[] digits && Utf8Parser.TryParse(digits, out long value, out var used)
            && used == digits.Length => value,
        RespKind.Simple when long.TryParse(content as string, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw new InvalidCastException($"A reply of kind {Kind} is not a whole number."),
    };

    /// <summary>A reply that is a whole number (or a Boolean, as 0 or 1).</summary>
    public static RespValue Of(RespKind kind, long number) => new(kind, null, number);

    /// <summary>A reply that is text.</summary>
    public static RespValue Of(RespKind kind, string text) => new(kind, text, 0);

    /// <summary>A reply that is bytes, which are its own from now on.</summary>
    public static RespValue Of(RespKind kind, byte[] bytes) => new(kind, bytes, 0);

    /// <summary>A reply that is a list, which is its own from now on.</summary>
    public static RespValue Of(RespKind kind, RespValue[] items) => new(kind, items, 0);

    /// <summary>Kind and size only: a reply may hold personal data.</summary>
    public override string ToString() => content switch
    {
        RespValue[] items => $"{Kind} of {items.Length}",
        byte[] bytes => $"{Kind} of {bytes.Length} bytes",
        _ => Kind.ToString(),
    };
}
