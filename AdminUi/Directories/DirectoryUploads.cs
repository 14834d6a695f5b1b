using System.Security.Cryptography;
using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.AdminUi.Directories;

/// <summary>
/// Directories that were uploaded and not confirmed yet, in <c>uploads/</c> of the storage folder, where every admin
/// node sees them. What nobody confirms within an hour is deleted when somebody next looks at the directory.
/// </summary>
internal sealed class DirectoryUploads(AdminUiOptions options, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private readonly string folder = Path.Combine(options.StoragePath, "uploads");

    /// <summary>The text of a file: UTF-8, or else Windows-1252.</summary>
    public static (string Text, bool IsUtf8) Decode(ReadOnlySpan<byte> octets)
    {
        var text = Charsets.DecodeTolerant(octets, "utf-8");
        return (text.TrimStart('\ufeff'), Charsets.DecodeExact(octets, "utf-8") is not null);
    }

    /// <summary>Keeps a text until it is confirmed.</summary>
    /// <returns>Its name.</returns>
    public string Keep(string text)
    {
        OwnFolder.Create(folder);
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var draft = OwnFolder.Draft(
            PathOf(name), file => file.Write(Encoding.UTF8.GetBytes(text)), isDurable: false);
        File.Move(draft, PathOf(name));
        return name;
    }

    /// <summary>Deletes what waited too long.</summary>
    public void RemoveOld()
    {
        if (!Directory.Exists(folder)) return;
        var old = clock.GetUtcNow() - KeptFor;
        foreach (var path in Directory.EnumerateFiles(folder))
            if (File.GetLastWriteTimeUtc(path) < old)
                File.Delete(path);
    }

    /// <summary>The text of that name; null when there is none (any more).</summary>
    public string? Read(string? name) =>
        IsName(name) && File.Exists(PathOf(name!)) ? File.ReadAllText(PathOf(name!)) : null;

    /// <summary>Forgets a text.</summary>
    public void Forget(string? name)
    {
        if (IsName(name)) File.Delete(PathOf(name!));
    }

    private static bool IsName(string? name) => name is { Length: 32 } && name.All(char.IsAsciiHexDigitLower);

    private string PathOf(string name) => Path.Combine(folder, $"{name}.csv");
}
