using System.Globalization;
using System.Net;

namespace VoicemailOrleans.Silo.Hosting.Settings;

/// <summary>
/// Ways to read a value. Each returns an <c>Apply</c> of <see cref="Setting"/>: it stores the value or says, as the end
/// of a sentence that starts with the setting's name, what is wrong with it.
/// </summary>
internal static class SettingParsers
{
    public static ApplySetting Text(Action<ServiceSettings, string> store) =>
        (settings, text) =>
        {
            store(settings, text);
            return null;
        };

    public static ApplySetting Mailbox(Action<ServiceSettings, string> store) =>
        (settings, text) =>
        {
            var at = text.LastIndexOf('@');
            if (at < 1 || at == text.Length - 1 || text.Any(c => c is '<' or '>' or ',' || char.IsWhiteSpace(c)))
                return "must be one address, as in canary@example.com";
            store(settings, text);
            return null;
        };

    public static ApplySetting Whole(long min, long max, Action<ServiceSettings, long> store) =>
        (settings, text) =>
        {
            const NumberStyles style = NumberStyles.AllowLeadingSign;
            if (!long.TryParse(text, style, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
                return $"must be a whole number from {min} to {max}";
            store(settings, value);
            return null;
        };

    public static ApplySetting Switch(Action<ServiceSettings, bool> store) =>
        (settings, text) =>
        {
            bool? value = text.ToLowerInvariant() switch
            {
                "true" or "1" or "yes" or "on" => true,
                "false" or "0" or "no" or "off" => false,
                _ => null,
            };
            if (value is null) return "must be true or false";
            store(settings, value.Value);
            return null;
        };

    public static ApplySetting Choice<T>(IReadOnlyDictionary<string, T> choices, Action<ServiceSettings, T> store) =>
        (settings, text) =>
        {
            if (!choices.TryGetValue(text.ToLowerInvariant(), out var value))
                return $"must be one of {string.Join(", ", choices.Keys)}";
            store(settings, value);
            return null;
        };

    public static ApplySetting Address(Action<ServiceSettings, IPAddress> store) =>
        (settings, text) =>
        {
            var value = text switch { "*" => IPAddress.Any, "localhost" => IPAddress.Loopback, _ => null };
            if (value is null && !IPAddress.TryParse(text, out value)) return "must be an IP address to listen on";
            store(settings, value);
            return null;
        };

    public static ApplySetting Url(Action<ServiceSettings, Uri> store) =>
        (settings, text) =>
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var value) || value.Scheme is not ("http" or "https"))
                return "must be an http or https address";
            store(settings, value);
            return null;
        };

    /// <summary>A file that must be there for a process that has its use; others need not have it mounted.</summary>
    public static ApplySetting ExistingFile(Roles usedBy, Action<ServiceSettings, string> store) =>
        (settings, text) =>
        {
            if ((settings.Roles & usedBy) != 0 && !File.Exists(text))
                return $"names a file that does not exist: {text}";
            store(settings, text);
            return null;
        };

    /// <summary>
    /// A secret, and with <c>_FILE</c> behind its name the file that holds it, as containers are given theirs. A process
    /// that has no use for it does not read the file.
    /// </summary>
    public static IEnumerable<Setting> Secret(
        string name, string description, Roles usedBy, Action<ServiceSettings, string> store) =>
        ParsedSecret(name, description, usedBy, Text(store));

    /// <summary>The same of a secret that has a form.</summary>
    public static IEnumerable<Setting> ParsedSecret(
        string name, string description, Roles usedBy, ApplySetting apply, params IReadOnlyList<string> aliases) =>
    [
        new(name, "", description, apply) { Aliases = aliases },
        new(name + "_FILE", "", "A file that holds it instead.", (settings, path) =>
        {
            if ((settings.Roles & usedBy) == 0) return null;
            try
            {
                var text = File.ReadAllText(path).Trim();
                return text.Length > 0 ? apply(settings, text) : $"names an empty file: {path}";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"names a file that cannot be read: {path}";
            }
        }),
    ];

    public static ApplySetting Networks(Action<ServiceSettings, IReadOnlyList<IPNetwork>> store) =>
        (settings, text) =>
        {
            var networks = new List<IPNetwork>();
            foreach (var part in Split(text))
            {
                if (IPAddress.TryParse(part, out var host))
                    networks.Add(new IPNetwork(host, host.GetAddressBytes().Length * 8));
                else if (IPNetwork.TryParse(part, out var network)) networks.Add(network);
                else return $"must list networks such as 10.0.0.0/8 or addresses; '{part}' is neither";
            }

            store(settings, networks);
            return null;
        };

    public static ApplySetting List(
        Func<string, string?> check, Action<ServiceSettings, IReadOnlyList<string>> store) =>
        (settings, text) =>
        {
            var parts = Split(text);
            foreach (var part in parts)
                if (check(part) is { } wrong) return wrong;
            store(settings, parts);
            return null;
        };

    private static string[] Split(string text) =>
        text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
