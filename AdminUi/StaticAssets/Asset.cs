using System.IO.Compression;
using System.Security.Cryptography;

namespace VoicemailOrleans.AdminUi.StaticAssets;

/// <summary>One embedded file, compressed at its first request and kept.</summary>
internal sealed class Asset
{
    private readonly Lazy<byte[]?> brotli;
    private readonly Lazy<byte[]?> gzip;

    public Asset(string path, byte[] content)
    {
        Path = path;
        Content = content;
        ContentType = TypeOf(path);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content)).AsSpan(0, 16)}\"";
        var compressible = !path.EndsWith(".woff2", StringComparison.Ordinal);
        brotli = new(() => compressible ? Pack(s => new BrotliStream(s, CompressionLevel.SmallestSize)) : null);
        gzip = new(() => compressible ? Pack(s => new GZipStream(s, CompressionLevel.SmallestSize)) : null);
    }

    public string Path { get; }

    public byte[] Content { get; }

    public string ContentType { get; }

    public string ETag { get; }

    /// <summary>The smallest form the client takes, and the name of its coding; null for the plain one.</summary>
    public (byte[] Bytes, string? Coding) For(string acceptEncoding)
    {
        if (Accepts(acceptEncoding, "br") && brotli.Value is { } br) return (br, "br");
        if (Accepts(acceptEncoding, "gzip") && gzip.Value is { } gz) return (gz, "gzip");
        return (Content, null);
    }

    private static bool Accepts(string header, string coding)
    {
        foreach (var item in header.Split(','))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            if (!parts[0].Trim().Equals(coding, StringComparison.OrdinalIgnoreCase)) continue;
            return !(parts.Length > 1 && parts[1].Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0");
        }

        return false;
    }

    private static string TypeOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };

    private byte[] Pack(Func<Stream, Stream> over)
    {
        using var packed = new MemoryStream();
        using (var stream = over(packed)) stream.Write(Content);
        return packed.ToArray();
    }
}
