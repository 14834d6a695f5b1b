using VoicemailOrleans.Core.People;

namespace VoicemailOrleans.AdminUi.Directories;

/// <summary>What an uploaded directory changes.</summary>
/// <param name="Added">Rows that are not in the directory now.</param>
/// <param name="Removed">Rows that would not be there any more.</param>
public sealed record DirectoryChange(
    IReadOnlyList<DirectoryEntry> Added, IReadOnlyList<DirectoryEntry> Removed)
{
    /// <summary>Compares two directories.</summary>
    public static DirectoryChange Of(PeopleDirectory before, PeopleDirectory after)
    {
        var (old, fresh) = (before.Entries.ToHashSet(), after.Entries.ToHashSet());
        return new DirectoryChange(
            [.. after.Entries.Where(entry => !old.Contains(entry))],
            [.. before.Entries.Where(entry => !fresh.Contains(entry))]);
    }
}
