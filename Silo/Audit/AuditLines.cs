namespace VoicemailOrleans.Silo.Audit;

/// <summary>The lines of a file, from either end. What follows the last line end is no line yet.</summary>
internal static class AuditLines
{
    private const int BlockLength = 64 * 1024;
    private const byte LineEnd = (byte)'\n';

    /// <summary>Where the last whole line ends.</summary>
    public static long WholeLength(FileStream file)
    {
        var block = new byte[BlockLength];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - BlockLength);
            var read = RandomAccess.Read(file.SafeFileHandle, block.AsSpan(0, (int)(end - start)), start);
            var at = block.AsSpan(0, read).LastIndexOf(LineEnd);
            if (at >= 0) return start + at + 1;
            end = start;
        }

        return 0;
    }

    /// <summary>The whole lines, last one first, without their ends. Each is good until the next is asked for.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Backwards(FileStream file)
    {
        var start = WholeLength(file);
        byte[] held = []; // from start to the end of the line that is being put together
        while (start > 0)
        {
            var take = (int)Math.Min(BlockLength, start);
            var block = new byte[take + held.Length];
            RandomAccess.Read(file.SafeFileHandle, block.AsSpan(0, take), start - take);
            held.CopyTo(block, take);
            start -= take;
            var end = block.Length;
            while (end > 0)
            {
                // The end's own line end does not count; one before it begins the line.
                var before = block.AsSpan(0, end - 1).LastIndexOf(LineEnd);
                if (before < 0 && start > 0) break;
                yield return block.AsMemory(before + 1, end - before - 2);
                end = before + 1;
            }

            held = block[..end];
        }
    }

    /// <summary>The whole lines, first one first, without their ends.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Forwards(Stream stream)
    {
        var buffer = new byte[BlockLength];
        var held = 0;
        while (true)
        {
            if (held == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
            var read = stream.Read(buffer, held, buffer.Length - held);
            if (read == 0) break;
            held += read;
            var start = 0;
            for (int at; (at = buffer.AsSpan(start, held - start).IndexOf(LineEnd)) >= 0; start += at + 1)
                yield return buffer.AsMemory(start, at);
            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
        }
    }
}
