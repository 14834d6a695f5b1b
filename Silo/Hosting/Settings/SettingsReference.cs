using System.Text;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>
/// Writes <c>docs/configuration.md</c> and <c>.env.example</c> out of <see cref="SettingCatalog"/>; a test keeps
/// them equal.
/// </summary>
internal static class SettingsReference
{
    private const string Introduction =
        """
        # Configuration

        Every setting is an environment variable, a line in `.env` (in the folder the service is started from) and a
        key in `appsettings.json` (same folder), under the same name. The environment wins over `.env`, and `.env`
        over `appsettings.json`; an empty value counts as not set. `voicemail check-config` says what would be used,
        and every mistake at once. This page is written by `voicemail check-config --reference`.

        """;

    /// <summary>The reference as Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(Introduction);
        foreach (var (section, settings) in SettingCatalog.Sections)
        {
            text.Append("\n## ").Append(section).Append("\n\n| Setting | Default | Meaning |\n| --- | --- | --- |\n");
            foreach (var setting in settings)
            {
                text.Append("| `").Append(setting.Name).Append("` | ").Append(setting.Default).Append(" | ");
                text.Append(setting.Description);
                if (setting.Aliases.Count > 0) text.Append(" Also `").AppendJoin("`, `", setting.Aliases).Append("`.");
                text.Append(" |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The same as a commented <c>.env</c>.</summary>
    public static string EnvExample()
    {
        var text = new StringBuilder("# Copy to .env and set what differs; see docs/configuration.md.\n");
        foreach (var (section, settings) in SettingCatalog.Sections)
        {
            text.Append("\n# --- ").Append(section).Append(" ---\n");
            foreach (var setting in settings)
            {
                text.Append("\n# ").Append(setting.Description.Replace("`", "", StringComparison.Ordinal)).Append('\n');
                var value = setting.Default.Length > 0 ? setting.Default : "not set";
                text.Append("# Default: ").Append(value).Append('\n');
                text.Append('#').Append(setting.Name).Append("=\n");
            }
        }

        return text.ToString();
    }
}
