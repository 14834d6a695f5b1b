namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>
/// The table of everything a site can set. The names are a contract; so are the aliases, which let a site keep the
/// <c>.env</c> of the system this one replaces. <c>docs/configuration.md</c> is made from this table.
/// </summary>
internal static class SettingCatalog
{
    /// <summary>The settings, by section, in the order of the reference.</summary>
    public static IReadOnlyList<(string Section, IReadOnlyList<Setting> Settings)> Sections { get; } =
    [
        ("Receiving mail", ReceivingSettings.All()),
        ("Relaying mail", RelayingSettings.All()),
        ("Speech", SpeechSettings.All()),
        ("Storage and time", StorageSettings.All()),
        ("Process", ProcessSettings.All()),
        ("Admin UI, health and metrics", AdminSettings.All()),
    ];

    /// <summary>
    /// Settings of former releases whose meaning went: whoever still asks for it must choose anew. They are in no
    /// reference.
    /// </summary>
    public static IReadOnlyList<Setting> Retired { get; } =
    [
        new("HTTP_TRUST_PROXY", "", "", (_, text) => text.ToLowerInvariant() is "false" or "0" or "no" or "off"
            ? null
            : "is no longer there, because it believed every private address: name the proxies, their addresses or "
                + "networks, in HTTP_PROXY_ADDRESSES instead"),
    ];

    /// <summary>The setting that is read first: which others matter depends on it.</summary>
    public const string Roles = "ROLES";

    /// <summary>All settings by name and alias, those that went too.</summary>
    public static IReadOnlyDictionary<string, Setting> ByName { get; } = Sections
        .SelectMany(section => section.Settings)
        .Concat(Retired)
        .SelectMany(setting => setting.Aliases.Prepend(setting.Name).Select(name => (name, setting)))
        .ToDictionary(pair => pair.name, pair => pair.setting, StringComparer.OrdinalIgnoreCase);
}
