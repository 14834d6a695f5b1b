using System.Buffers.Text;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>Reads a grain's name and its string: a head (see <c>common.lua</c>) and the state.</summary>
internal static class StoredGrain
{
    private const int HeadLength = 44;
    private const int DueAt = 11;
    private const int TurnAt = 27;

    /// <summary>The grain of a string.</summary>
    /// <exception cref="GrainStoreFormatException">It is not one of ours.</exception>
    public static GrainRecord Parse(GrainId id, ReadOnlyMemory<byte> text)
    {
        var head = text.Span;
        if (head.Length < HeadLength
            || !Utf8Parser.TryParse(head[..(DueAt - 1)], out long version, out var read) || read != DueAt - 1
            || !Utf8Parser.TryParse(head[DueAt..(TurnAt - 1)], out long due, out read) || read != TurnAt - 1 - DueAt)
            throw new GrainStoreFormatException($"The string of {id} in Redis is not a grain.");
        return new GrainRecord(id, version, DateTimeOffset.FromUnixTimeMilliseconds(due), text[HeadLength..]);
    }

    /// <summary>The grain of a name, <c>kind/key</c>.</summary>
    public static GrainId IdOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) throw new GrainStoreFormatException($"Redis names a grain that has no kind: {name}.");
        return new GrainId(name[..slash], name[(slash + 1)..]);
    }
}
