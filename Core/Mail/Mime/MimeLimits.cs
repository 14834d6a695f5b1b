namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// How much structure the reader follows. Beyond it a message is <see cref="MimeMessage.TooComplex"/>.
/// </summary>
public sealed record MimeLimits
{
    /// <summary>The defaults.</summary>
    public static MimeLimits Default { get; } = new();

    /// <summary>Multiparts within multiparts. Default 100 (Postfix <c>mime_nesting_limit</c>).</summary>
    public int DepthMax { get; init; } = 100;

    /// <summary>Parts of all levels. Default 1000 (Go's <c>multipartmaxparts</c>).</summary>
    public int PartsMax { get; init; } = 1000;

    /// <summary>Header fields of all parts together. Default 10,000 (Go's <c>multipartmaxheaders</c>).</summary>
    public int FieldsMax { get; init; } = 10_000;

    /// <summary>Octets of all header blocks together. Default 1 MiB (Exim <c>header_maxsize</c>).</summary>
    public int HeaderBytesMax { get; init; } = 1 << 20;

    /// <summary>
    /// Octets of a text body that is decoded and extended; a larger one stays as it is, ours goes beside it.
    /// Default 1 MiB: no PBX writes a thousandth of it.
    /// </summary>
    public int TextBytesMax { get; init; } = 1 << 20;
}
