using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.AdminUi.StaticAssets;

/// <summary>
/// The style sheets, scripts, fonts and icons inside this assembly. They are served under <c>assets/{version}/...</c>,
/// where the version is a hash over all of them: one build has one version, so files may refer to each other by
/// relative names (imports, url()) and still be cached for good, and none can be mixed with another build's.
/// </summary>
internal sealed class AssetCatalog
{
    private const string Prefix = "assets/";

    private readonly FrozenDictionary<string, Asset> assets;

    public AssetCatalog()
    {
        var assembly = typeof(AssetCatalog).Assembly;
        assets = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => new Asset(
                name[Prefix.Length..].Replace('\\', '/'), Read(assembly.GetManifestResourceStream(name)!)))
            .ToFrozenDictionary(asset => asset.Path, StringComparer.Ordinal);
        Version = HashOf(assets.Values);
    }

    /// <summary>The hash over all files.</summary>
    public string Version { get; }

    /// <summary>The file, or null when there is none of that name.</summary>
    public Asset? Find(string path) => assets.GetValueOrDefault(path);

    /// <summary>The file's address, relative to the base address of the pages.</summary>
    public string Url(string path) => assets.ContainsKey(path)
        ? $"{Prefix}{Version}/{path}"
        : throw new ArgumentException($"There is no asset '{path}'.", nameof(path));

    private static string HashOf(IEnumerable<Asset> all)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var asset in all.OrderBy(asset => asset.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(asset.Path));
            hash.AppendData(Encoding.UTF8.GetBytes(asset.ETag));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static byte[] Read(Stream stream)
    {
        using var copy = new MemoryStream();
        using (stream) stream.CopyTo(copy);
        return copy.ToArray();
    }
}
