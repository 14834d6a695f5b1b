namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>The profiles of a site, in the order in which they are tried.</summary>
/// <param name="Profiles">Without the built-in one, which is tried last.</param>
public sealed record ProfileSet(IReadOnlyList<MailProfile> Profiles)
{
    /// <summary>The built-in one alone.</summary>
    public static ProfileSet None { get; } = new([]);

    /// <summary>With a profile in the place of another, or at the end.</summary>
    /// <param name="former">The name of the one it replaces; null for none.</param>
    /// <param name="profile">The profile.</param>
    public ProfileSet With(string? former, MailProfile profile)
    {
        var at = IndexOf(former);
        return new ProfileSet(at < 0
            ? [.. Profiles, profile]
            : [.. Profiles.Take(at), profile, .. Profiles.Skip(at + 1)]);
    }

    /// <summary>Without a profile.</summary>
    public ProfileSet Without(string name) => new([.. Profiles.Where((_, at) => at != IndexOf(name))]);

    /// <summary>With a profile so many places further down; at the ends of the list it stays.</summary>
    public ProfileSet Moved(string name, int places)
    {
        var at = IndexOf(name);
        var to = at + places;
        if (at < 0 || to < 0 || to >= Profiles.Count) return this;
        var moved = Profiles.ToList();
        moved.RemoveAt(at);
        moved.Insert(to, Profiles[at]);
        return new ProfileSet(moved);
    }

    /// <summary>The profile of that name; null for none.</summary>
    public MailProfile? Find(string? name) => IndexOf(name) is var at and >= 0 ? Profiles[at] : null;

    private int IndexOf(string? name) => name is null
        ? -1
        : Profiles.ToList().FindIndex(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
