using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>
/// What parent and worker say to each other over the worker's standard streams. Every frame is a little-endian length
/// and so many octets. Parent: first the model's folder in UTF-8, then one frame of 16-bit samples at 16 kHz per
/// segment. Worker: one JSON <see cref="WorkerReply"/> for each frame. The end of the stream ends the worker.
/// </summary>
internal static class WorkerProtocol
{
    /// <summary>Largest frame: two minutes of sound, twice a segment.</summary>
    public const int FrameBytesMax = 2 * 16_000 * 120;

    /// <summary>Writes one frame.</summary>
    public static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, frame.Length);
        await stream.WriteAsync(length, cancellationToken);
        await stream.WriteAsync(frame, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads one frame; null at the end of the stream, in the middle of a frame too.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[sizeof(int)];
        if (await stream.ReadAtLeastAsync(header, header.Length, false, cancellationToken) < header.Length) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is < 0 or > FrameBytesMax)
            throw new InvalidDataException($"A frame of {length} octets is not possible.");
        var frame = new byte[length];
        return await stream.ReadAtLeastAsync(frame, length, false, cancellationToken) < length ? null : frame;
    }

    /// <summary>Reads a reply; null at the end of the stream.</summary>
    public static async Task<WorkerReply?> ReadReplyAsync(Stream stream, CancellationToken cancellationToken) =>
        await ReadAsync(stream, cancellationToken) is { } frame
            ? JsonSerializer.Deserialize(frame, WorkerJson.Default.WorkerReply)
            : null;

    /// <summary>Writes a reply.</summary>
    public static Task WriteReplyAsync(Stream stream, WorkerReply reply, CancellationToken cancellationToken) =>
        WriteAsync(
            stream, JsonSerializer.SerializeToUtf8Bytes(reply, WorkerJson.Default.WorkerReply), cancellationToken);
}

/// <summary>What a worker answers: words, or why it cannot work.</summary>
internal sealed record WorkerReply(IReadOnlyList<SphinxWord> Words, string? Error = null);

/// <summary>A word; seconds from the start of the segment; the posterior from 0 to 1.</summary>
internal sealed record SphinxWord(string Text, double Start, double End, double Posterior);

[JsonSerializable(typeof(WorkerReply))]
internal sealed partial class WorkerJson : JsonSerializerContext;
