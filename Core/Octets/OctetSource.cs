namespace VoicemailOrleans.Core.Octets;

/// <summary>
/// Octets that are read where they are needed: in memory already, or encoded in a mail and decoded when they are read.
/// Several may read at a time.
/// </summary>
public abstract class OctetSource
{
    /// <summary>How many there are.</summary>
    public abstract int Length { get; }

    /// <summary>The media type they came with, in small letters; empty when with none. It may be wrong.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Octets in memory.</summary>
    public static OctetSource Of(ReadOnlyMemory<byte> octets, string mediaType = "") =>
        new InMemory(octets) { MediaType = mediaType };

    /// <summary>Reads as many octets from <paramref name="offset"/> on as there is room for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public abstract void Read(int offset, Span<byte> target);

    /// <summary>Reads what there is from <paramref name="offset"/> on, up to the room for it.</summary>
    /// <returns>What was read: the start of <paramref name="room"/>.</returns>
    public ReadOnlySpan<byte> Peek(int offset, Span<byte> room)
    {
        var found = room[..Math.Clamp(Length - offset, 0, room.Length)];
        if (!found.IsEmpty) Read(offset, found);
        return found;
    }

    /// <summary>All of them in memory: those that are there already are not copied.</summary>
    public virtual ReadOnlyMemory<byte> ToMemory() => ToArray();

    /// <summary>A copy of all of them.</summary>
    public byte[] ToArray()
    {
        var octets = new byte[Length];
        Read(0, octets);
        return octets;
    }

    private sealed class InMemory(ReadOnlyMemory<byte> octets) : OctetSource
    {
        public override int Length => octets.Length;

        public override void Read(int offset, Span<byte> target) =>
            octets.Span.Slice(offset, target.Length).CopyTo(target);

        public override ReadOnlyMemory<byte> ToMemory() => octets;
    }
}
