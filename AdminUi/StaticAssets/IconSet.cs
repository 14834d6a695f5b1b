using System.Collections.Concurrent;
using System.Text;

namespace VoicemailOrleans.AdminUi.StaticAssets;

/// <summary>The vendored outline icons by file name, without their <c>svg</c> element.</summary>
internal sealed class IconSet(AssetCatalog catalog)
{
    private readonly ConcurrentDictionary<string, string> shapes = new(StringComparer.Ordinal);

    /// <summary>The shapes of an icon; throws when it was never vendored.</summary>
    public string Shapes(string name) => shapes.GetOrAdd(name, Load);

    private string Load(string name)
    {
        var asset = catalog.Find($"lib/lucide/{name}.svg")
            ?? throw new ArgumentException($"There is no icon '{name}'.", nameof(name));
        var svg = Encoding.UTF8.GetString(asset.Content);
        var start = svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        var end = svg.LastIndexOf("</svg>", StringComparison.Ordinal);
        var lines = svg[start..end].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines);
    }
}
