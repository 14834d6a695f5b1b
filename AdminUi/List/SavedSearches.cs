using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace VoicemailOrleans.AdminUi.List;

/// <summary>
/// The searches that people keep under a name: one small file each in <c>searches/</c> of the storage folder, where
/// every admin node finds them. A file is replaced by a rename, so that a reader sees the old one or the new one;
/// losing one loses nothing that cannot be typed again.
/// </summary>
internal sealed class SavedSearches(AdminUiOptions options)
{
    /// <summary>The longest name.</summary>
    public const int NameLengthMax = 40;

    /// <summary>The most searches of one person: more do not fit beside the views.</summary>
    public const int CountMax = 12;

    private readonly string folder = Path.Combine(options.StoragePath, "searches");
    private readonly Lock gate = new();

    /// <summary>What somebody keeps, in the order it was saved.</summary>
    public IReadOnlyList<SavedSearch> Read(string user)
    {
        try
        {
            var file = File.ReadAllBytes(FileOf(user));
            return JsonSerializer.Deserialize(file, SavedSearchContext.Default.ListSavedSearch) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Keeps a search; one of the same name is replaced.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Save(string user, string? name, SearchUrl search)
    {
        name = name?.Trim() ?? "";
        if (name.Length is 0 or > NameLengthMax || name.Any(char.IsControl))
            return $"Give it a name of up to {NameLengthMax} characters.";
        lock (gate)
        {
            var all = Read(user).ToList();
            var at = all.FindIndex(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0 && all.Count >= CountMax)
                return $"You keep {CountMax} searches already. Remove one first.";
            var saved = new SavedSearch(name, search.FirstPage.Url(""));
            if (at < 0) all.Add(saved);
            else all[at] = saved;
            Write(user, all);
            return null;
        }
    }

    /// <summary>Forgets a search.</summary>
    public void Remove(string user, string name)
    {
        lock (gate) Write(user, [.. Read(user).Where(one => one.Name != name)]);
    }

    private string FileOf(string user) => Path.Combine(
        folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16)) + ".json");

    private void Write(string user, List<SavedSearch> all)
    {
        OwnFolder.Create(folder);
        var file = FileOf(user);
        var draft = OwnFolder.Draft(
            file,
            stream => JsonSerializer.Serialize(stream, all, SavedSearchContext.Default.ListSavedSearch),
            isDurable: false);
        File.Move(draft, file, overwrite: true);
    }
}

/// <summary>A search with its name.</summary>
/// <param name="Name">As the person called it.</param>
/// <param name="Query">The query of its address.</param>
public sealed record SavedSearch(string Name, string Query)
{
    /// <summary>The search; what a later version no longer knows is passed over.</summary>
    [JsonIgnore]
    public SearchUrl Search => SearchUrl.Parse(new QueryCollection(QueryHelpers.ParseQuery(Query)));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<SavedSearch>))]
internal sealed partial class SavedSearchContext : JsonSerializerContext;
