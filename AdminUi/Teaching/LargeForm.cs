using Microsoft.AspNetCore.Http.Metadata;
using VoicemailOrleans.AdminUi.Web;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>
/// A page whose form takes a file or a long text. What is too long the page says, up to a point; beyond it
/// <see cref="StaleToken"/> does, up to where the connection is closed.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LargeFormAttribute : Attribute, IFormOptionsMetadata, IRequestSizeLimitMetadata
{
    private const int BytesMax = 24_000_000;

    public long? MaxRequestBodySize => 100_000_000;

    public bool? BufferBody => null;

    public int? MemoryBufferThreshold => null;

    public long? BufferBodyLengthLimit => null;

    public int? ValueCountLimit => null;

    public int? KeyLengthLimit => null;

    public int? ValueLengthLimit => BytesMax;

    public int? MultipartBoundaryLengthLimit => null;

    public int? MultipartHeadersCountLimit => null;

    public int? MultipartHeadersLengthLimit => null;

    public long? MultipartBodyLengthLimit => BytesMax;
}
