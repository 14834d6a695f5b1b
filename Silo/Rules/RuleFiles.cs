using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>
/// Changes the files of administrators. Theory of operation: a change first makes the file that keeps what it replaces,
/// under the next number; whoever makes that file, which only one can, may replace the text by a rename. An editor saw
/// a number and a text: when either is another by now, the change is refused. A crash in between leaves a change that
/// came to nothing, which undone changes nothing.
/// </summary>
internal sealed class RuleFiles(
    RuleFolder folder, IEnumerable<IRuleFile> files, IDurable durable, TimeProvider clock) : IRuleFiles
{
    private const int ChangesKept = 100;
    private const int CharactersMax = 20_000_000;
    private const string Overtaken = "Somebody else has changed it meanwhile. Look at it again, and repeat your change.";

    private readonly Dictionary<RuleKind, IRuleFile> files = files.ToDictionary(file => file.Kind);

    /// <inheritdoc/>
    public RuleText Read(RuleKind kind)
    {
        var text = ReadText(kind);
        return new RuleText(text, VersionOf(LastChange(kind), text), files[kind].Check(text));
    }

    /// <inheritdoc/>
    public DateTimeOffset? WrittenAt(RuleKind kind) =>
        new FileInfo(folder.FileOf(kind)) is { Exists: true } file ? file.LastWriteTimeUtc : null;

    /// <inheritdoc/>
    public IReadOnlyList<RuleChange> Changes(RuleKind kind) =>
        [.. folder.NumbersOf(kind).Select(number => Facts(kind, number)).OfType<RuleChange>()];

    /// <inheritdoc/>
    public string? TextBefore(RuleKind kind, int change)
    {
        var path = folder.ChangeOf(kind, change);
        if (!File.Exists(path)) return null;
        var text = File.ReadAllText(path);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Change(RuleKind kind, RuleEdit edit)
    {
        if (edit.Text.Length > CharactersMax) return ["It is longer than twenty million characters."];
        if (files[kind].Check(edit.Text) is { Count: > 0 } problems) return problems;
        SpoolFolders.Create(folder.Changes, durable);
        var (number, before) = (LastChange(kind) + 1, ReadText(kind));
        if (VersionOf(number - 1, before) != edit.BasedOn || !TryKeep(kind, number, edit, before)) return [Overtaken];
        var draft = $"{folder.FileOf(kind)}.{number}.new";
        Write(draft, FileMode.Create, edit.Text);
        durable.Rename(draft, folder.FileOf(kind));
        durable.SyncFolder(folder.Root);
        files[kind].ReadNow();
        foreach (var old in folder.NumbersOf(kind).Skip(ChangesKept)) File.Delete(folder.ChangeOf(kind, old));
        return [];
    }

    private static string VersionOf(int change, string text) =>
        $"{change}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";

    private int LastChange(RuleKind kind) => folder.NumbersOf(kind).FirstOrDefault();

    private string ReadText(RuleKind kind) =>
        File.Exists(folder.FileOf(kind)) ? File.ReadAllText(folder.FileOf(kind)) : "";

    private bool TryKeep(RuleKind kind, int number, RuleEdit edit, string before)
    {
        var path = folder.ChangeOf(kind, number);
        var facts = new RuleChange(number, clock.GetUtcNow(), edit.By, edit.Why);
        try
        {
            var line = JsonSerializer.Serialize(facts, RuleJson.Default.RuleChange);
            Write(path, FileMode.CreateNew, $"{line}\n{before}");
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        durable.SyncFolder(folder.Changes);
        return true;
    }

    private void Write(string path, FileMode mode, string text)
    {
        using var file = SpoolFolders.CreateFile(path, mode);
        file.Write(Encoding.UTF8.GetBytes(text));
        durable.SyncData(file.SafeFileHandle, path);
    }

    /// <summary>Null for one that a crash has torn.</summary>
    private RuleChange? Facts(RuleKind kind, int number)
    {
        try
        {
            var line = File.ReadLines(folder.ChangeOf(kind, number)).FirstOrDefault() ?? "";
            return JsonSerializer.Deserialize(line, RuleJson.Default.RuleChange);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }
}

/// <summary>The first line of a change.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuleChange))]
internal sealed partial class RuleJson : JsonSerializerContext;
