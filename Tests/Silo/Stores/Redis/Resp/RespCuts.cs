using System.Buffers;
using System.Text;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Tests.Silo.Stores.Redis.Resp;

/// <summary>Bytes as they come from a network: in pieces.</summary>
internal static class RespCuts
{
    /// <summary>Text as bytes, one per character, so that a test can write any byte.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>Everything in bytes, decoded in one go out of segments of a size.</summary>
    public static List<string> ReadAll(byte[] bytes, int segment = int.MaxValue)
    {
        var replies = new List<string>();
        var buffer = Segmented(bytes, segment);
        while (!buffer.IsEmpty)
        {
            var reader = new SequenceReader<byte>(buffer);
            if (!RespReader.TryRead(ref reader, out var reply, out var needed))
            {
                Assert.Equal(0, reader.Consumed);
                Assert.InRange(needed, buffer.Length + 1, RespReader.ReplyBytesMax);
                break;
            }

            replies.Add(Describe(reply));
            buffer = buffer.Slice(reader.Position);
        }

        return replies;
    }

    /// <summary>A reply with all that is in it.</summary>
    public static string Describe(RespValue value) => value.Kind switch
    {
        RespKind.Array or RespKind.Map or RespKind.Set or RespKind.Push =>
            $"{value.Kind}({string.Join(' ', value.Items.Select(Describe))})",
        RespKind.Null => "Null",
        _ => $"{value.Kind}:{value.Text}",
    };

    private static ReadOnlySequence<byte> Segmented(byte[] bytes, int segment)
    {
        if (bytes.Length <= segment) return new ReadOnlySequence<byte>(bytes);
        Segment first = new(bytes.AsMemory(0, segment), 0), last = first;
        for (var at = segment; at < bytes.Length; at += segment)
            last = last.Append(bytes.AsMemory(at, Math.Min(segment, bytes.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
