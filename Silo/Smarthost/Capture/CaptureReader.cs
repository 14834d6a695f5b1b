using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace VoicemailOrleans.Silo.Smarthost.Capture;

/// <summary>Lines and dot-stuffed content (RFC 5321 section 4.5.2) off a connection. Only CRLF ends a line.</summary>
internal sealed class CaptureReader(Stream stream)
{
    private const int LineOctetsMax = 4096;

    private readonly PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));

    /// <summary>A whole line is here: more commands came in the same flight.</summary>
    public bool HasLine
    {
        get
        {
            if (!pipe.TryRead(out var result)) return false;
            var has = new SequenceReader<byte>(result.Buffer).TryReadTo(out ReadOnlySequence<byte> _, "\r\n"u8);
            pipe.AdvanceTo(result.Buffer.Start);
            return has;
        }
    }

    /// <summary>A command line without its end; null when the client has gone or sends no line ends.</summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            var reader = new SequenceReader<byte>(result.Buffer);
            if (reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
            {
                var text = Encoding.UTF8.GetString(line);
                pipe.AdvanceTo(reader.Position);
                return text;
            }

            pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted || result.Buffer.Length > LineOctetsMax) return null;
        }
    }

    /// <summary>
    /// The content up to its final dot, unstuffed; null when it has more octets than allowed, which are read all the
    /// same.
    /// </summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadContentAsync(int octetsMax, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>(64 * 1024);
        var isTooLarge = false;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            var isEnded = Unstuff(result.Buffer, content, out var consumed);
            pipe.AdvanceTo(consumed, isEnded ? consumed : result.Buffer.End);
            isTooLarge |= content.WrittenCount > octetsMax;
            if (isTooLarge) content.ResetWrittenCount();
            if (isEnded) return isTooLarge ? null : content.WrittenMemory;
            if (result.IsCompleted) throw new EndOfStreamException("the client hung up inside the content");
        }
    }

    private static bool Unstuff(
        ReadOnlySequence<byte> buffer, ArrayBufferWriter<byte> content, out SequencePosition consumed)
    {
        var reader = new SequenceReader<byte>(buffer);
        consumed = buffer.Start;
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            consumed = reader.Position;
            if (!line.IsEmpty && line.FirstSpan[0] == '.')
            {
                line = line.Slice(1);
                if (line.IsEmpty) return true;
            }

            foreach (var part in line) content.Write(part.Span);
            content.Write("\r\n"u8);
        }

        return false;
    }
}
