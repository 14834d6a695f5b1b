using VoicemailOrleans.Core.Octets;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// A message or one of its parts: header block and body as ranges over the message. Field look-ups take the first of
/// several fields of one name, as most readers do.
/// </summary>
public sealed class MimePart
{
    private readonly List<MimeField> fields = [];
    private readonly List<MimePart> children = [];
    private ContentType? type;
    private ContentType? disposition;

    internal MimePart(ReadOnlyMemory<byte> content, MimePart? parent, int start)
    {
        Content = content;
        Parent = parent;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Range = new ByteRange(start, 0);
    }

    /// <summary>The octets of the whole message.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The multipart this is in; null for the message itself.</summary>
    public MimePart? Parent { get; }

    /// <summary>0 for the message itself.</summary>
    public int Depth { get; }

    /// <summary>Header fields in order.</summary>
    public IReadOnlyList<MimeField> Fields => fields;

    /// <summary>Parts of a multipart, in order.</summary>
    public IReadOnlyList<MimePart> Children => children;

    /// <summary>
    /// Header block and body; not the boundary lines around them, nor the line end before the next one.
    /// </summary>
    public ByteRange Range { get; internal set; }

    /// <summary>The header fields, without the empty line.</summary>
    public ByteRange Header { get; internal set; }

    /// <summary>An empty line ends the header block (not when the message ends, or is malformed, before it).</summary>
    public bool HasEmptyLine { get; internal set; }

    /// <summary>The body as it is on the wire.</summary>
    public ByteRange Body { get; internal set; }

    /// <summary>
    /// The next boundary line follows the one before at once: there is no line end between to end this part.
    /// </summary>
    public bool IsCollapsed { get; internal set; }

    /// <summary>The boundary of a multipart; null when it has none that can be used.</summary>
    public string? Boundary { get; internal set; }

    /// <summary>The closing boundary line was there.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>What stands before the first boundary line of a multipart.</summary>
    public ByteRange Preamble { get; internal set; }

    /// <summary>What stands after the closing boundary line of a multipart.</summary>
    public ByteRange Epilogue { get; internal set; }

    /// <summary>The declared type; <c>text/plain</c> when none can be read (RFC 2045 section 5.2).</summary>
    public ContentType Type =>
        type ??= Parent is { } up && up.Type.Is("multipart/digest") && Field("Content-Type") is null
            ? ContentType.Parse("message/rfc822")
            : ContentType.Parse(RawValue("Content-Type"));

    /// <summary>
    /// Content-Disposition, its value in <see cref="ContentType.MediaType"/>; empty when there is none.
    /// </summary>
    public ContentType Disposition => disposition ??= ContentType.ParseDisposition(RawValue("Content-Disposition"));

    /// <summary>Content-Transfer-Encoding.</summary>
    public TransferEncoding Encoding => TransferDecoding.Parse(RawValue("Content-Transfer-Encoding"));

    /// <summary>
    /// The file name, decoded, as the mail gives it (not fit to show or to open); null when there is none.
    /// </summary>
    public string? FileName => Decoded(Disposition.Parameter("filename")) ?? Decoded(Type.Parameter("name"));

    /// <summary>The extension of <see cref="FileName"/>, with its dot; empty when there is none.</summary>
    internal string FileExtension => Path.GetExtension(FileName?.TrimEnd('\0', ' ')) ?? "";

    /// <summary>It says it is an attachment.</summary>
    public bool IsAttachment => Disposition.Is("attachment");

    /// <summary>It is a multipart by its declared type.</summary>
    public bool IsMultipart => Type.MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>The first field of that name, or null.</summary>
    public MimeField? Field(string name) => fields.Find(field => field.Is(name));

    /// <summary>
    /// The first such field's value, one character per octet, folds removed; null when there is no such field.
    /// </summary>
    public string? RawValue(string name)
    {
        if (Field(name) is not { } field) return null;
        var value = System.Text.Encoding.Latin1.GetString(field.Value.Of(Content.Span));
        return value.Contains("\r\n") ? value.Replace("\r\n", "") : value;
    }

    /// <summary>The first such field's value as text for people; null when there is no such field.</summary>
    public string? Text(string name, int charactersMax = HeaderText.CharactersMax) =>
        Field(name) is { } field ? HeaderText.Decode(field.Value.Of(Content.Span), charactersMax) : null;

    /// <summary>The body after transfer decoding.</summary>
    public TransferResult Decode() => TransferDecoding.Decode(Body.Of(Content), Encoding);

    /// <summary>
    /// The start of the text, for people and rules to read: decoded somehow, from so many octets at most as they stand
    /// in the mail. One that is longer is cut at a line end.
    /// </summary>
    public string TextStart(int octetsMax)
    {
        var body = Body.Of(Content);
        var isCut = body.Length > octetsMax;
        if (isCut)
        {
            body = body[..octetsMax];
            if (body.Span.LastIndexOf((byte)'\n') is var end and > 0) body = body[..(end + 1)];
        }

        var decoded = TransferDecoding.Decode(body, Encoding);
        return Charsets.DecodeTolerant(decoded.Octets.Span, Type.Parameter("charset"), isCut).TrimStart('\ufeff');
    }

    /// <summary>The same, where a large body need not be in memory as a whole.</summary>
    public OctetSource Open() => TransferDecoding.Open(Body.Of(Content), Encoding, Type.MediaType);

    internal void Add(MimeField field) => fields.Add(field);

    internal void Add(MimePart part) => children.Add(part);

    private static string? Decoded(string? name) =>
        string.IsNullOrEmpty(name) ? null : HeaderText.Decode(System.Text.Encoding.Latin1.GetBytes(name), 255);
}
