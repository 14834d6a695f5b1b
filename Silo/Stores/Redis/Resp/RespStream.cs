using System.Buffers;
using System.IO.Pipelines;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>The reading half of a connection: bytes of a stream become replies.</summary>
internal static class RespStream
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Reads until the peer closes.</summary>
    /// <param name="stream">What to read from; stays open.</param>
    /// <param name="heard">Called whenever something came.</param>
    /// <param name="take">Called with each reply, in order.</param>
    /// <exception cref="RespProtocolException">What came is not a reply.</exception>
    public static async Task ReadAllAsync(Stream stream, Action heard, Action<RespValue> take)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        try
        {
            long needed = 1;
            while (true)
            {
                var result = await pipe.ReadAsync();
                heard();
                var buffer = result.Buffer;
                // A long reply is not looked at again before all of it can be there.
                if (buffer.Length >= needed) needed = TakeAll(ref buffer, take);
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) return;
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static long TakeAll(ref ReadOnlySequence<byte> buffer, Action<RespValue> take)
    {
        while (!buffer.IsEmpty)
        {
            var reader = new SequenceReader<byte>(buffer);
            if (!RespReader.TryRead(ref reader, out var reply, out var needed)) return needed;
            buffer = buffer.Slice(reader.Position);
            take(reply);
        }

        return 1;
    }
}
