namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>A stretch of a message's octets.</summary>
/// <param name="Start">Offset of the first octet.</param>
/// <param name="Length">How many.</param>
public readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>Offset after the last octet.</summary>
    public int End => Start + Length;

    /// <summary>The range between two offsets; empty when they are the wrong way round.</summary>
    public static ByteRange Between(int start, int end) => new(start, Math.Max(0, end - start));

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> content) => content.Slice(Start, Length);

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> content) => content.Slice(Start, Length);
}
