using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Reads the structure of a message without changing or copying an octet (RFC 5322, RFC 2045 to 2049).
///
/// Theory of operation. One pass, no recursion: the body is searched for the next line that begins with two hyphens,
/// which is compared with the boundaries of all multiparts that are still open. A line of an outer one ends everything
/// inside it (RFC 2046 section 5.1.2), a closing one ends the multipart and begins its epilogue. Only whole lines count
/// (<c>--b1x</c> is no boundary line of <c>b1</c>), and blanks at their end are padding. What is inside message/rfc822
/// is a body like any other. A header block ends at the empty line, at a boundary line, or at the first line that is
/// neither a field nor a continuation (as Postfix and Exim do); that line is then the body's first. Only CRLF ends a
/// line.
/// </summary>
public sealed class MimeReader
{
    private const int BoundaryLineMax = 256;

    private readonly ReadOnlyMemory<byte> content;
    private readonly MimeLimits limits;
    private readonly List<Opened> opened = [];
    private readonly List<MimePart> path = [];
    private int parts;
    private int fieldCount;
    private int headerBytes;
    private string? tooComplex;

    private MimeReader(ReadOnlyMemory<byte> content, MimeLimits limits) =>
        (this.content, this.limits) = (content, limits);

    /// <summary>
    /// Reads a message. Total: the worst one has <see cref="MimeMessage.TooComplex"/> set and no parts.
    /// </summary>
    public static MimeMessage Read(ReadOnlyMemory<byte> content, MimeLimits? limits = null)
    {
        var reader = new MimeReader(content, limits ?? MimeLimits.Default);
        var root = reader.ReadAll();
        if (reader.tooComplex is null) return new MimeMessage(content, root, null);

        // What was read of the tree is of no use to anybody; the root's header is, if it was read whole.
        var bare = new MimePart(content, null, 0)
        {
            Range = new ByteRange(0, content.Length),
            Header = root.Header,
            Body = root.Body,
            HasEmptyLine = root.HasEmptyLine,
        };
        foreach (var field in root.Fields) bare.Add(field);
        return new MimeMessage(content, bare, reader.tooComplex);
    }

    private MimePart ReadAll()
    {
        var root = new MimePart(content, null, 0);
        var at = Begin(root);
        while (tooComplex is null && FindBoundaryLine(at) is { } line)
        {
            var owner = opened[line.Level].Part;
            End(owner, line.Start);
            if (owner.Children.Count == 0 && !owner.IsClosed)
                owner.Preamble = ByteRange.Between(owner.Body.Start, line.Start);
            if (line.IsClosing)
            {
                opened.RemoveRange(line.Level, opened.Count - line.Level);
                owner.IsClosed = true;
                owner.Epilogue = new ByteRange(line.End, 0);
                at = line.End;
                continue;
            }

            // Cut off in its boundary line, a part has not begun: there is no line for it to begin on.
            if (line.End == content.Length && !content.Span.EndsWith("\r\n"u8)) break;
            opened.RemoveRange(line.Level + 1, opened.Count - line.Level - 1);
            if (++parts > limits.PartsMax) tooComplex = nameof(MimeLimits.PartsMax);
            var part = new MimePart(content, owner, line.End);
            owner.Add(part);
            at = Begin(part);
        }

        End(null, content.Length);
        return root;
    }

    /// <summary>Reads a part's header block and opens it if it is a multipart; returns where its body starts.</summary>
    private int Begin(MimePart part)
    {
        path.Add(part);
        var at = ReadHeader(part);
        if (tooComplex is not null || !part.IsMultipart) return at;
        var boundary = part.Type.Parameter("boundary")?.TrimEnd(' ', '\t');
        if (string.IsNullOrEmpty(boundary) || boundary.Length > BoundaryLineMax - 8) return at;
        if (part.Depth >= limits.DepthMax) tooComplex = nameof(MimeLimits.DepthMax);
        part.Boundary = boundary;
        opened.Add(new Opened(part, Encoding.Latin1.GetBytes(boundary)));
        return at;
    }

    /// <summary>Ends all parts inside <paramref name="owner"/> (all, when null) before the line end at an
    /// offset.</summary>
    private void End(MimePart? owner, int end)
    {
        for (var i = path.Count - 1; i >= 0 && path[i] != owner; i--)
        {
            var part = path[i];
            part.IsCollapsed = end < part.Range.Start;
            part.Range = ByteRange.Between(part.Range.Start, end);
            part.Header = ByteRange.Between(part.Header.Start, Math.Min(part.Header.End, part.Range.End));
            part.Body = ByteRange.Between(Math.Min(part.Body.Start, part.Range.End), end);
            if (part.IsClosed) part.Epilogue = ByteRange.Between(Math.Min(part.Epilogue.Start, part.Range.End), end);
            path.RemoveAt(i);
        }
    }

    private int ReadHeader(MimePart part)
    {
        var span = content.Span;
        var start = part.Range.Start;
        var at = start;
        var fieldStart = -1;
        while (at < span.Length)
        {
            var length = span[at..].IndexOf("\r\n"u8);
            var next = length < 0 ? span.Length : at + length + 2;
            var line = span[at..(length < 0 ? span.Length : at + length)];
            if (line.IsEmpty || !IsHeaderLine(line, fieldStart >= 0, at)) break;
            if (line[0] is not ((byte)' ' or (byte)'\t'))
            {
                AddField(part, fieldStart, at);
                fieldStart = at;
                if (++fieldCount > limits.FieldsMax) tooComplex = nameof(MimeLimits.FieldsMax);
            }

            headerBytes += next - at;
            if (headerBytes > limits.HeaderBytesMax) tooComplex = nameof(MimeLimits.HeaderBytesMax);
            at = next;
            if (tooComplex is not null) break;
        }

        if (tooComplex is null) AddField(part, fieldStart, at);
        part.Header = ByteRange.Between(start, at);
        part.HasEmptyLine = span[at..].StartsWith("\r\n"u8);
        if (part.HasEmptyLine) at += 2;
        part.Body = new ByteRange(at, 0);
        return at;
    }

    private bool IsHeaderLine(ReadOnlySpan<byte> line, bool afterField, int at)
    {
        if (line[0] is (byte)' ' or (byte)'\t') return afterField;
        if (line.StartsWith("--"u8) && MatchBoundary(at) is not null) return false;
        var colon = line.IndexOf((byte)':');
        return colon > 0 && line[..colon].TrimEnd(" \t"u8) is { Length: > 0 } name
            && !name.ContainsAnyExceptInRange((byte)33, (byte)126);
    }

    private void AddField(MimePart part, int start, int end)
    {
        if (start < 0) return;
        var raw = content.Span[start..end];
        var colon = raw.IndexOf((byte)':');
        var valueEnd = raw.EndsWith("\r\n"u8) ? end - 2 : end;
        part.Add(new MimeField(
            Encoding.ASCII.GetString(raw[..colon].TrimEnd(" \t"u8)),
            ByteRange.Between(start, end),
            ByteRange.Between(start + colon + 1, valueEnd)));
    }

    private BoundaryLine? FindBoundaryLine(int at)
    {
        if (opened.Count == 0) return null;
        var span = content.Span;
        for (var from = Math.Max(0, at - 2); ;)
        {
            var found = span[from..].IndexOf("\r\n--"u8);
            if (found < 0) return null;
            from += found + 2;
            if (MatchBoundary(from) is { } line) return line;
        }
    }

    /// <summary>
    /// Compares the line at an offset, which begins with two hyphens, with every open boundary. Innermost first: of a
    /// multipart that wrongly has its parent's boundary, the parts are its own until it is closed.
    /// </summary>
    private BoundaryLine? MatchBoundary(int at)
    {
        var rest = content.Span[at..];
        var window = rest[..Math.Min(rest.Length, BoundaryLineMax)];
        var length = window.IndexOf("\r\n"u8);
        if (length < 0 && window.Length < rest.Length) return null;
        var end = length < 0 ? content.Length : at + length + 2;
        var line = window[2..(length < 0 ? window.Length : length)].TrimEnd(" \t"u8);
        for (var level = opened.Count - 1; level >= 0; level--)
        {
            var boundary = opened[level].Boundary.AsSpan();
            if (!line.StartsWith(boundary)) continue;
            var isClosing = line.Length == boundary.Length + 2 && line.EndsWith("--"u8);
            if (isClosing || line.Length == boundary.Length) return new BoundaryLine(level, at - 2, end, isClosing);
        }

        return null;
    }

    private readonly record struct Opened(MimePart Part, byte[] Boundary);

    /// <summary>
    /// A boundary line: from the line end before it, which belongs to it, to the start of the next line.
    /// </summary>
    private readonly record struct BoundaryLine(int Level, int Start, int End, bool IsClosing);
}
