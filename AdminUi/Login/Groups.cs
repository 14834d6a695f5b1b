namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Which groups of a directory have which role, for people whom an identity provider or a reverse proxy vouches for.
/// </summary>
public sealed class Groups
{
    /// <summary>The groups of each role, by the role's name.</summary>
    public IDictionary<string, IReadOnlyList<string>> ByRole { get; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether any group has a role: otherwise nobody could come in this way.</summary>
    public bool IsEmpty => ByRole.Values.All(groups => groups.Count == 0);

    /// <summary>The roles of somebody in these groups, compared without regard to case.</summary>
    public IReadOnlyList<string> RolesOf(IReadOnlyCollection<string> groups) =>
    [
        .. from role in ByRole
        where role.Value.Any(mapped => groups.Contains(mapped, StringComparer.OrdinalIgnoreCase))
        select role.Key
    ];
}
