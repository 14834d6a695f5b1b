using System.Text.Json;
using System.Text.Json.Serialization;

namespace VoicemailOrleans.Core.Transcripts;

/// <summary>The wordings that are built in.</summary>
internal static class PreviewWordingFiles
{
    private const string Fallback = "en";

    private static readonly JsonSerializerOptions Strictly = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private static readonly Lazy<IReadOnlyDictionary<string, PreviewWording>> Read = new(ReadAll);

    /// <summary>All wordings.</summary>
    public static IEnumerable<PreviewWording> All => Read.Value.Values;

    /// <summary>See <see cref="PreviewWording.For"/>.</summary>
    public static PreviewWording Find(string languageTag) =>
        Read.Value.GetValueOrDefault(LanguageTags.Primary(languageTag)) ?? Read.Value[Fallback];

    private static Dictionary<string, PreviewWording> ReadAll()
    {
        var wordings = new Dictionary<string, PreviewWording>(StringComparer.OrdinalIgnoreCase);
        var assembly = typeof(PreviewWordingFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Wording/")))
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            var wording = JsonSerializer.Deserialize<PreviewWording>(file, Strictly)!;
            wordings.Add(wording.Language, wording);
        }

        return wordings;
    }
}
