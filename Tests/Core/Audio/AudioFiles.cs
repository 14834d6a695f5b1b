using VoicemailOrleans.Core.Audio;

namespace VoicemailOrleans.Tests.Core.Audio;

/// <summary>The recordings under TestData/Audio.</summary>
internal static class AudioFiles
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "TestData", "Audio");

    public static string PathOf(string name) =>
        Directory.EnumerateFiles(Folder, name + "*", SearchOption.AllDirectories).Single();

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static IEnumerable<string> Formats() => Directory.EnumerateFiles(Path.Combine(Folder, "Formats")).Order();

    public static AudioDecodeResult.Decoded Decode(string name) =>
        Assert.IsType<AudioDecodeResult.Decoded>(AudioDecoder.Decode(Read(name)));
}
