namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>Parses a value into the settings; returns what is wrong with it, or null.</summary>
internal delegate string? ApplySetting(ServiceSettings settings, string text);

/// <summary>One thing a site can set.</summary>
/// <param name="Name">Its name as environment variable, in <c>.env</c> and in <c>appsettings.json</c>.</param>
/// <param name="Default">The default, for the reference.</param>
/// <param name="Description">One sentence for the reference.</param>
/// <param name="Apply">Parses a value into the settings; returns what is wrong with it, or null.</param>
internal sealed record Setting(string Name, string Default, string Description, ApplySetting Apply)
{
    /// <summary>Names of the same thing in the system this one replaces.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
